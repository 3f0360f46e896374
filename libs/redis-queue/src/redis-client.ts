import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** Both take the same commands; a cluster sends each to the node that has its keys. */
export type RedisClient = Redis | Cluster;

export interface RedisAddress {
  /** Such as `redis://:password@host:6379/0`. Of a cluster, that of any of its nodes. */
  url: string;
  /** Whether it is a Redis Cluster. @default false */
  cluster?: boolean;
}

export interface Timeouts {
  /** In milliseconds. */
  commandTimeout?: number;
  /** In milliseconds. */
  socketTimeout?: number;
}

/** Reconnects for ever, and fails a command at once while it is not connected. */
export function openClient({ url, cluster = false }: RedisAddress, timeouts: Timeouts): RedisClient {
  const options: RedisOptions = {
    ...timeouts,
    // A command whose answer was lost is its caller's to repeat: only the caller knows whether that is safe.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    connectTimeout: 2_000,
  };
  if (!cluster) return new Redis(url, { ...options, enableOfflineQueue: false, retryStrategy: untilNextTry });
  const { hostname, port, username, password, protocol } = new URL(url);
  return new Cluster([{ host: hostname, port: Number(port || 6379) }], {
    redisOptions: {
      ...options,
      username: decodeURIComponent(username) || undefined,
      password: decodeURIComponent(password) || undefined,
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
    enableOfflineQueue: false,
    clusterRetryStrategy: untilNextTry,
    // Not again on another node what may have happened on the first; what was redirected has not happened.
    retryDelayOnFailover: 0,
    // Whoever waits for an answer waits for it no longer than for one of a single server.
    maxRedirections: 8,
    slotsRefreshInterval: 2_000,
  });
}

/** The connections to the servers that hold keys: of one that is no cluster, itself. */
export function mastersOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** Calls back for each connection to a server, now and later, whenever it is ready. */
export function onServerReady(client: RedisClient, callback: (server: Redis) => void): void {
  if (client instanceof Cluster) client.on('+node', (node: Redis) => node.on('ready', () => callback(node)));
  else client.on('ready', () => callback(client));
}

/** Whether two connections lead to the same server. */
export function isSameServer(one: Redis, other: Redis): boolean {
  return one.options.host === other.options.host && one.options.port === other.options.port;
}

function untilNextTry(failures: number): number {
  return Math.min(50 * 2 ** Math.min(failures, 6), 2_000) * (0.5 + Math.random() / 2);
}
