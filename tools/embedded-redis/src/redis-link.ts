import { Redis } from 'ioredis';

const ANSWER_TIMEOUT_MS = 2_000;
const RETRY_MS = 25;

/** A connection to a Redis that is looked after: it knows which server that is, and notices when it ends. */
export class RedisLink {
  /** Resolves when the server has closed the connection, as it does when it ends. */
  readonly closed: Promise<void>;

  private constructor(
    private readonly client: Redis,
    /** The folder the server keeps its data in. */
    readonly dir: string,
    readonly pid: number,
  ) {
    this.closed = happening(client, 'end');
  }

  /**
   * Connects to the Redis on this port of this machine, and waits while it loads its data.
   * @returns undefined when what answers there is no Redis, or one that does not tell us about itself
   */
  static async open(port: number): Promise<RedisLink | undefined> {
    const client = clientTo(port, () => null);
    try {
      await client.connect();
      return await RedisLink.over(client);
    } catch {
      client.disconnect();
      return undefined;
    }
  }

  /** As `open`, for a server that has just been started and may not listen yet. Gives up when `gaveUp` resolves. */
  static async await(port: number, gaveUp: Promise<unknown>): Promise<RedisLink | undefined> {
    let waiting = true;
    const client = clientTo(port, () => (waiting ? RETRY_MS : null));
    const ready = happening(client, 'ready').then(() => true);
    client.connect().catch(() => undefined); // each attempt; the outcome is one of the two below
    const isReady = await Promise.race([ready, gaveUp.then(() => false)]);
    waiting = false;
    if (isReady) return RedisLink.over(client);
    client.disconnect();
    return undefined;
  }

  get isClosed(): boolean {
    return this.client.status === 'end';
  }

  /** How many connections there are besides this one. */
  async otherClients(): Promise<number> {
    if (this.isClosed) return 0;
    const [, count] = /^connected_clients:(\d+)/m.exec(await this.client.info('clients')) ?? [];
    return Number(count) - 1;
  }

  close(): void {
    this.client.disconnect();
  }

  private static async over(client: Redis): Promise<RedisLink> {
    const [, dir] = (await client.config('GET', 'dir')) as [string, string];
    const [, pid] = /^process_id:(\d+)/m.exec(await client.info('server')) ?? [];
    return new RedisLink(client, dir, Number(pid));
  }
}

function clientTo(port: number, retryStrategy: () => number | null): Redis {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    connectTimeout: ANSWER_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy,
    // For a connection that has ended already ioredis waits this long for its end, and the process with it.
    disconnectTimeout: 100,
  });
  // Without a listener ioredis prints each error; ours come as rejections.
  client.on('error', () => undefined);
  return client;
}

/** Not `once` of node:events: that rejects at an error, and each failed attempt to connect is one. */
function happening(client: Redis, event: 'ready' | 'end'): Promise<void> {
  return new Promise((resolve) => client.once(event, resolve));
}
