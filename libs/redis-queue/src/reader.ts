import type { Redis } from 'ioredis';
import type { Entry } from './dispatcher';
import type { RedisConnections } from './redis-connections';

/** How much longer than it was asked to wait a read may take before its connection is taken for dead, in milliseconds. */
const GRACE_MS = 3_000;

type XReadGroupReply = [stream: string, entries: [id: string, fields: string[]][]][] | null;

/** Reads new entries from the stream, on a connection of its own. */
export class Reader {
  private readonly redis: Redis;
  private clientId?: number;
  private waiting = false;

  constructor(
    private readonly connections: RedisConnections,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
  ) {
    this.redis = connections.openForBlocking();
    this.redis.on('ready', () => void this.onReady());
    this.redis.on('close', () => (this.clientId = undefined));
  }

  /** Waits at most `blockMs` for entries that nobody has had yet, and takes at most `count`. */
  async read(count: number, blockMs: number): Promise<Entry[]> {
    this.waiting = true;
    const reply = await this.inTime(
      this.redis.xreadgroup(
        'GROUP',
        this.group,
        this.consumer,
        'COUNT',
        count,
        'BLOCK',
        Math.max(1, blockMs),
        'STREAMS',
        this.stream,
        '>',
      ),
      blockMs + GRACE_MS,
    ).finally(() => (this.waiting = false));
    const [, entries] = (reply as XReadGroupReply)?.[0] ?? ['', []];
    return entries.map(([id, fields]) => ({ id, wire: fields[1] ?? '', generation: 1 }));
  }

  /** Ends a read that is waiting. Not by closing its connection: entries that are on their way would be lost to everyone for a lease. */
  async interrupt(): Promise<void> {
    if (!this.waiting || this.clientId === undefined) return;
    this.waiting = false; // once is enough, however many ask
    await this.connections.commands.client('UNBLOCK', this.clientId);
  }

  /** Not in order, with QUIT: nothing is under way, and a server that does not answer would be waited for. */
  close(): void {
    this.redis.disconnect();
  }

  private async onReady(): Promise<void> {
    this.clientId = await this.redis.client('ID').catch(() => undefined);
  }

  /** A half-open connection neither answers nor fails, so the client's word is not waited for. */
  private async inTime<T>(answer: Promise<T>, limitMs: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.redis.disconnect(true);
        reject(new Error('The blocked read did not come back in time; its connection was dropped'));
      }, limitMs);
    });
    return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
  }
}
