import { RedisServer } from '@ofs/embedded-redis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where no Redis is installed yet, the first suite to run installs it. */
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;

/** A suite's own Redis. Both can be read inside tests and hooks, not before. */
export interface SuiteRedis {
  readonly url: string;
  readonly server: RedisServer;
}

/**
 * Starts a real Redis before the suite's tests and removes it, with its data, after them.
 * @param args more arguments for the server: `useRedis({ args: ['--maxmemory', '8mb'] })`
 */
export function useRedis({ args }: { args?: string[] } = {}): SuiteRedis {
  let server: RedisServer | undefined;

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'redis-'));
    server = await RedisServer.start({ dir, args, tethered: true });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    // Undefined when the start failed; its error is the one to see.
    await server?.stop();
    if (server !== undefined) await rm(server.dir, { recursive: true, force: true });
  }, STOP_TIMEOUT_MS);

  function running(): RedisServer {
    if (server === undefined) throw new Error('the Redis of useRedis() runs only inside tests and hooks');
    return server;
  }

  return {
    get url() {
      return running().url;
    },
    get server() {
      return running();
    },
  };
}
