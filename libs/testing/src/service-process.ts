import { type Exit, freePort, SpawnedProcess, untilStarted } from '@ofs/embedded-redis';
import { inWorkspace } from './workspace';

const READY_TIMEOUT_MS = 20_000;
/** Longer than any service takes to drain. */
const STOP_GRACE_MS = 35_000;

/** The variable with the port that each app listens on. */
export const portVariables = {
  'order-api': 'ORDER_API_PORT',
  'order-processor': 'ORDER_PROCESSOR_PORT',
  'provider-sandbox': 'PROVIDER_SANDBOX_PORT',
};

export interface ServiceProcessOptions {
  app: keyof typeof portVariables;
  /** Settings besides the port; they come on top of this process's own environment. */
  env?: Record<string, string>;
  /** Start on this port, as a service that comes back has to. @default a free one */
  port?: number;
  /** What to wait for before `start` resolves. `none` does not wait. @default 'ready' */
  until?: 'ready' | 'live' | 'none';
  /** @default 20_000 */
  timeoutMs?: number;
}

/** Thrown when a service ended, or its time was over, before it was healthy. The message ends with its log. */
export class ServiceStartError extends Error {
  constructor(
    readonly app: string,
    reason: string,
    readonly log: readonly string[],
    options: ErrorOptions,
  ) {
    super(`${app} did not start: ${reason}\n${log.join('\n')}`, options);
    this.name = 'ServiceStartError';
  }
}

/** A built app as a process of its own. When the test run is cut short, it is killed too. */
export class ServiceProcess {
  private constructor(
    readonly app: string,
    readonly port: number,
    /** Every line that it has written. */
    readonly log: readonly string[],
    private readonly child: SpawnedProcess,
  ) {}

  /** @throws ServiceStartError */
  static async start(options: ServiceProcessOptions): Promise<ServiceProcess> {
    const { app, env, until = 'ready', timeoutMs = READY_TIMEOUT_MS } = options;
    const port = options.port ?? (await freePort());
    const log: string[] = [];
    const child = await SpawnedProcess.spawn(
      process.execPath,
      ['--enable-source-maps', inWorkspace('dist/apps', app, 'src/main.js')],
      {
        env: { ...process.env, [portVariables[app]]: String(port), ...env },
        onLine: (line) => log.push(line),
        tethered: true,
      },
    );
    const service = new ServiceProcess(app, port, log, child);
    if (until !== 'none') await service.healthy(until, timeoutMs);
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Resolves when it has ended, for whatever reason. */
  get exited(): Promise<Exit> {
    return this.child.exited;
  }

  /**
   * SIGTERM.
   * @returns its exit code; null when it had to be killed
   */
  async stop(): Promise<number | null> {
    return (await this.child.stop(STOP_GRACE_MS)).code;
  }

  /** SIGKILL. Does nothing when it has ended. */
  async kill(): Promise<void> {
    await this.child.kill();
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(): void {
    this.child.signal('SIGSTOP');
  }

  thaw(): void {
    this.child.signal('SIGCONT');
  }

  private async healthy(until: 'ready' | 'live', timeoutMs: number): Promise<void> {
    try {
      await untilStarted(this.child, `${this.url}/health/${until}`, timeoutMs);
    } catch (cause) {
      await this.kill();
      throw new ServiceStartError(this.app, (cause as Error).message, this.log, { cause });
    }
  }
}
