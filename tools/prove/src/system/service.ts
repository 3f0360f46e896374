import { type Exit, SpawnedProcess, untilStarted } from '@ofs/embedded-redis';
import { inWorkspace, portVariables } from '@ofs/testing';

/** Longer than a service takes to drain. */
const STOP_GRACE_MS = 20_000;
const START_TIMEOUT_MS = 30_000;

export interface ServiceOptions {
  app: keyof typeof portVariables;
  /** As the faults and the report call it. */
  name: string;
  port: number;
  env: () => NodeJS.ProcessEnv;
  /** A module that is loaded before the service's own code. */
  preload?: string;
  onLine: (line: string) => void;
  /** Is told when it ended without having been asked to, or not as it was asked to. */
  onIncident: (incident: string) => void;
}

/** One of the system's processes, which dies and comes back on the same port. */
export class Service {
  private child?: SpawnedProcess;
  /** The process whose end was asked for. */
  private leaving?: SpawnedProcess;

  constructor(private readonly options: ServiceOptions) {}

  get name(): string {
    return this.options.name;
  }

  get isRunning(): boolean {
    return this.child?.isRunning === true;
  }

  /** Starts it and waits until it lives, which it does without Redis too. */
  async start(): Promise<void> {
    const { app, port, env, preload, onLine, onIncident, name } = this.options;
    const main = inWorkspace('dist/apps', app, 'src/main.js');
    const child = await SpawnedProcess.spawn(
      process.execPath,
      ['--enable-source-maps', ...(preload === undefined ? [] : ['--require', preload]), main],
      { env: { ...env(), [portVariables[app]]: String(port), HOST: '127.0.0.1' }, onLine, tethered: true },
    );
    this.child = child;
    void child.exited.then((exit) => {
      if (this.leaving !== child) onIncident(`${name} ended by itself with ${howOf(exit)}: ${child.lastLines.at(-1)}`);
    });
    await this.until('live');
  }

  /** Waits until it takes work. */
  async ready(): Promise<void> {
    await this.until('ready');
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.leaving = this.child;
    await this.child?.kill();
  }

  /** SIGTERM, after which it has to end by itself and with 0. */
  async stop(): Promise<void> {
    const child = (this.leaving = this.child);
    if (child === undefined) return;
    const exit = await child.stop(STOP_GRACE_MS);
    if (exit.code !== 0) this.options.onIncident(`${this.name} ended with ${howOf(exit)} after SIGTERM, not with 0`);
  }

  freeze(): void {
    this.child?.signal('SIGSTOP');
  }

  thaw(): void {
    this.child?.signal('SIGCONT');
  }

  private async until(health: 'live' | 'ready'): Promise<void> {
    try {
      await untilStarted(this.child!, `http://127.0.0.1:${this.options.port}/health/${health}`, START_TIMEOUT_MS);
    } catch (cause) {
      throw new Error(`${this.name} is not ${health}: ${(cause as Error).message}`, { cause });
    }
  }
}

function howOf({ code, signal }: Exit): string {
  return signal ?? `code ${code}`;
}
