import { type Exit, SpawnedProcess, untilHealthy } from '@ofs/embedded-redis';

/** Longer than a service takes to drain. */
const STOP_GRACE_MS = 35_000;

/** A built app that runs beside the others. */
export class Service {
  private constructor(
    readonly name: string,
    private readonly url: string,
    private readonly child: SpawnedProcess,
  ) {}

  static async start(options: {
    name: string;
    port: number;
    env: NodeJS.ProcessEnv;
    onLine: (line: string) => void;
  }): Promise<Service> {
    const { name, port, env, onLine } = options;
    const child = await SpawnedProcess.spawn(
      process.execPath,
      ['--enable-source-maps', `dist/apps/${name}/src/main.js`],
      {
        env,
        onLine,
        // When this process is killed nobody could stop the service any more, and the next start would find its port taken.
        tethered: true,
      },
    );
    return new Service(name, `http://127.0.0.1:${port}`, child);
  }

  /** Resolves once it takes requests; never when it ends before. Meanwhile `say` is told every few seconds what it waits for. */
  async ready(say: (sentence: string) => void): Promise<void> {
    await untilHealthy(`${this.url}/health/ready`, new AbortController().signal, (answer) =>
      say(`${this.name} is not ready yet: ${faultsIn(answer)}`),
    );
  }

  /** Resolves when it has ended, for whatever reason. */
  get exited(): Promise<Exit> {
    return this.child.exited;
  }

  get isRunning(): boolean {
    return this.child.isRunning;
  }

  async stop(): Promise<void> {
    await this.child.stop(STOP_GRACE_MS);
  }

  kill(): void {
    this.child.signal('SIGKILL');
  }
}

/** Of a health report (Terminus) only what is wrong. */
function faultsIn(answer: string): string {
  try {
    const { error } = JSON.parse(answer) as { error: Record<string, { message?: string }> };
    return Object.entries(error)
      .map(([name, { message }]) => message ?? name)
      .join('; ');
  } catch {
    return answer;
  }
}
