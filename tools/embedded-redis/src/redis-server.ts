import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePort, isPortFree, PortTakenError } from './ports';
import { repairAppendOnlyFile } from './append-only-file';
import { redisArguments } from './redis-arguments';
import { ensureRedisBinary } from './redis-binary';
import { SpawnedProcess } from './spawned-process';

const STOP_GRACE_MS = 10_000;

export interface RedisServerOptions {
  /** Where the data is kept. Made when missing; what is found there is loaded. */
  dir: string;
  /** @default a free one */
  port?: number;
  /** More arguments for the server, after our own: `['--maxmemory', '8mb']`. */
  args?: string[];
  /** Kill the server when this process ends in any way. @default false: it can be found again */
  tethered?: boolean;
}

/** Thrown when the server ended before it was ready. The message ends with what it logged last. */
export class RedisStartError extends Error {
  constructor(readonly log: readonly string[]) {
    super(`redis-server did not start:\n${log.join('\n')}`);
    this.name = 'RedisStartError';
  }
}

/** A private Redis on 127.0.0.1 that loses nothing it has confirmed: every write is on disk first. */
export class RedisServer {
  /** How often there was half a transaction to take off the end of its file before it could be started. */
  repairs = 0;
  private child!: SpawnedProcess;

  private constructor(
    private readonly binary: string,
    private readonly options: RedisServerOptions & { port: number },
  ) {}

  /**
   * Starts a server and waits until its data is loaded and it takes commands.
   * @throws RedisMissingError, PortTakenError, RedisStartError
   */
  static async start(options: RedisServerOptions): Promise<RedisServer> {
    const binary = await ensureRedisBinary();
    const dir = resolve(options.dir);
    await mkdir(dir, { recursive: true });
    const server = new RedisServer(binary, { ...options, dir, port: options.port ?? (await freePort()) });
    await server.launch();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.options.port}`;
  }

  get port(): number {
    return this.options.port;
  }

  get dir(): string {
    return this.options.dir;
  }

  /** Another one after each restart. */
  get pid(): number {
    return this.child.pid;
  }

  /** Resolves when the server process that runs now has ended, for whatever reason. */
  get exited(): SpawnedProcess['exited'] {
    return this.child.exited;
  }

  /** Ends the server in order. Does nothing when it has ended. */
  async stop(): Promise<void> {
    await this.child.stop(STOP_GRACE_MS);
  }

  /** SIGKILL: the end without a chance to write anything. */
  async kill(): Promise<void> {
    await this.child.kill();
  }

  /** Starts it again on the same port with the same data, whether it runs or was stopped or killed. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(): void {
    this.child.signal('SIGSTOP');
  }

  thaw(): void {
    this.child.signal('SIGCONT');
  }

  private async launch(): Promise<void> {
    const { dir, port, tethered } = this.options;
    if (await repairAppendOnlyFile(this.binary, dir)) this.repairs += 1;
    let accepts = (): void => undefined;
    const ready = new Promise<'ready'>((resolve) => (accepts = () => resolve('ready')));
    const child = await SpawnedProcess.spawn(this.binary, redisArguments(this.options), {
      tethered,
      // Logged once the port is bound and the data is loaded, not before.
      onLine: (line) => line.includes('Ready to accept connections') && accepts(),
    });
    this.child = child;
    if ((await Promise.race([ready, child.exited])) === 'ready') return;
    if (!(await isPortFree(port))) throw new PortTakenError(port, 'end what listens there');
    throw new RedisStartError(child.lastLines);
  }
}
