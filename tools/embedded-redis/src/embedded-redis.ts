import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPortFree, PortTakenError } from './ports';
import { repairAppendOnlyFile } from './append-only-file';
import { redisArguments } from './redis-arguments';
import { ensureRedisBinary } from './redis-binary';
import { RedisLink } from './redis-link';
import { RedisStartError } from './redis-server';
import { ServerUsers } from './server-users';

/** Where a workspace keeps its Redis' data: one folder for `npm start` and `nx serve`, so that both find the same server. */
export const REDIS_FOLDER = '.data/redis';

const STOP_GRACE_MS = 10_000;
const POLL_MS = 50;
const TOLD_LOG_LINES = 10;

/** Thrown when the server of this data folder runs on another port: a second one would ruin the data. */
export class DataInUseError extends Error {
  constructor(
    readonly dir: string,
    readonly port: number,
  ) {
    super(`the Redis of ${dir} runs on port ${port}; set REDIS_PORT=${port} to use it`);
    this.name = 'DataInUseError';
  }
}

export interface EmbeddedRedisOptions {
  /** Where the data is kept, with the log and the list of users beside it. */
  dir: string;
  port: number;
  /** Is told what takes its time. */
  say?: (sentence: string) => void;
}

/**
 * The Redis of a data folder, shared by all that need it at the moment. The first to join starts it; the last to leave stops
 * it. When all of them were killed it lives on, until somebody joins and leaves again.
 */
export class EmbeddedRedis {
  private leaving = false;

  private constructor(
    readonly port: number,
    /** Whether it ran already. */
    readonly found: boolean,
    private readonly link: RedisLink,
    private readonly users: ServerUsers,
  ) {}

  /**
   * Makes sure that nothing keeps `join` from succeeding.
   * @throws PortTakenError, DataInUseError
   */
  static async check({ dir, port }: EmbeddedRedisOptions): Promise<void> {
    await mkdir(dir, { recursive: true });
    (await running(dir, port))?.close();
  }

  /**
   * Finds or starts the server, and waits until its data is loaded.
   * @throws RedisMissingError, PortTakenError, DataInUseError, RedisStartError
   */
  static async join({ dir, port, say }: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
    await mkdir(dir, { recursive: true });
    const users = new ServerUsers(join(dir, 'users'));
    // Before looking for the server: one that leaves now has to see us, or it stops the server that we find.
    await users.enter();
    try {
      const found = await running(dir, port);
      const link = found ?? (await startAlone(await ensureRedisBinary(say), await realpath(dir), port, users));
      return new EmbeddedRedis(port, found !== undefined, link, users);
    } catch (error) {
      await users.leave();
      throw error;
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when the server has ended although nobody here stopped it. */
  async endedByItself(): Promise<void> {
    await this.link.closed;
    // Never: this end was ours.
    if (this.leaving) await new Promise(() => undefined);
  }

  /**
   * Stops the server and waits for its end, unless another process has joined it.
   * @returns whether it was stopped
   */
  async leave(): Promise<boolean> {
    return this.endUse({ andStop: true });
  }

  /**
   * As `leave`, but first lets the clients go, which are stopping at the same time. Some that stay need the server: it is
   * left to them.
   */
  async leaveWhenIdle(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while ((await this.users.others()).length === 0 && (await this.link.otherClients()) > 0) {
      if (performance.now() > deadline) return this.endUse({ andStop: false });
      await sleep(POLL_MS);
    }
    return this.leave();
  }

  private async endUse({ andStop }: { andStop: boolean }): Promise<boolean> {
    this.leaving = true;
    await this.users.leave();
    const stops = andStop && (await this.users.others()).length === 0;
    if (stops) await stop(this.link);
    else this.link.close();
    return stops;
  }
}

/** The server of this folder on this port, if it runs. */
async function running(dir: string, port: number): Promise<RedisLink | undefined> {
  const lastPort = Number(await readFile(portFileOf(dir), 'utf8').catch(() => port));
  if (lastPort !== port && (await serverOf(dir, lastPort)) !== undefined) throw new DataInUseError(dir, lastPort);
  if (await isPortFree(port)) return undefined;
  const server = await serverOf(dir, port);
  if (server === undefined) throw portTaken(port);
  return server;
}

async function serverOf(dir: string, port: number): Promise<RedisLink | undefined> {
  const link = await RedisLink.open(port);
  if (link?.dir === (await realpath(dir))) return link;
  link?.close();
  return undefined;
}

/** Another that starts just now may have its server up any moment; a file that a server writes to must not be repaired. */
async function startAlone(binary: string, dir: string, port: number, users: ServerUsers): Promise<RedisLink> {
  if ((await users.others()).length === 0) await repairAppendOnlyFile(binary, dir);
  return start(binary, dir, port);
}

async function start(binary: string, dir: string, port: number): Promise<RedisLink> {
  const log = join(dir, 'redis.log');
  const lifeline = launch(binary, redisArguments({ dir, port }), log);
  const link = await RedisLink.await(port, once(lifeline, 'close'));
  lifeline.destroy();
  if (link?.dir === dir) {
    await writeFile(portFileOf(dir), String(port));
    return link;
  }
  link?.close();
  // Another may have come first: then its server is the one that answers, and ours has ended.
  const other = await running(dir, port);
  if (other !== undefined) return other;
  throw new RedisStartError((await readFile(log, 'utf8')).trimEnd().split('\n').slice(-TOLD_LOG_LINES));
}

/**
 * Starts the server as nobody's child. A child would get the signals that a terminal, npm or Nx sends to all that they have
 * started, and be gone before the services have finished.
 * @returns a pipe that closes when the server ends
 */
function launch(binary: string, args: string[], log: string): Socket {
  const shell = spawn('sh', ['-c', 'log=$1; shift; "$@" >>"$log" 2>&1 &', 'launch', log, binary, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  // The server inherits the other end, which the kernel closes with it.
  return (shell.stdio[3] as Socket).resume();
}

async function stop(link: RedisLink): Promise<void> {
  if (link.isClosed) return;
  const timer = setTimeout(() => process.kill(link.pid, 'SIGKILL'), STOP_GRACE_MS);
  process.kill(link.pid, 'SIGTERM');
  await link.closed;
  clearTimeout(timer);
}

function portFileOf(dir: string): string {
  return join(dir, 'port');
}

function portTaken(port: number): PortTakenError {
  return new PortTakenError(
    port,
    `set REDIS_PORT to a free one (REDIS_PORT=${port + 1}), or REDIS_URL=redis://127.0.0.1:${port} to use the Redis there`,
  );
}
