import { RedisServer } from '@ofs/embedded-redis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisCluster } from './redis-cluster';

/** Where no Redis is installed yet, the first suite to run installs it. */
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;

const onCluster = process.env['TEST_REDIS'] === 'cluster';

/** A suite's own Redis. All of it can be read inside tests and hooks, not before. */
export interface SuiteRedis {
  /** Of a cluster, that of one of its servers. */
  readonly url: string;
  readonly cluster: boolean;
  /** The only one. A suite that also runs on a cluster asks for the server of its keys. */
  readonly server: RedisServer;
  serverOf(key: string): Promise<RedisServer>;
  /** Stops what uses it before it stops itself: Jest would call the hooks the other way round, and a client that has lost its server lingers. */
  stopsAfter(stop: () => Promise<void>): void;
}

/**
 * Starts a real Redis before the suite's tests and removes it, with its data, after them. With TEST_REDIS=cluster in the
 * environment it is a Redis Cluster of three servers.
 * @param args more arguments for each server: `useRedis({ args: ['--maxmemory', '8mb'] })`
 */
export function useRedis({ args }: { args?: string[] } = {}): SuiteRedis {
  let dir: string | undefined;
  let cluster: RedisCluster | undefined;
  let servers: readonly RedisServer[] = [];
  const users: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'redis-'));
    if (onCluster) cluster = await RedisCluster.start(dir, args);
    servers = cluster?.servers ?? [await RedisServer.start({ dir, args, tethered: true })];
  }, START_TIMEOUT_MS);

  // A test that had one of its servers away must not be felt by the next.
  beforeEach(() => cluster?.agrees());

  afterAll(async () => {
    for (const stop of users) await stop();
    await Promise.all(servers.map((server) => server.stop()));
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  }, STOP_TIMEOUT_MS);

  function running(): RedisServer {
    // Undefined when the start failed; its error is the one to see.
    const [server] = servers;
    if (server === undefined) throw new Error('the Redis of useRedis() runs only inside tests and hooks');
    return server;
  }

  return {
    cluster: onCluster,
    get url() {
      return running().url;
    },
    get server() {
      return running();
    },
    serverOf: async (key) => (await cluster?.serverOf(key)) ?? running(),
    stopsAfter: (stop) => void users.push(stop),
  };
}
