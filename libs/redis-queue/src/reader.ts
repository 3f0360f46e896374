import type { Redis } from 'ioredis';
import { isSameServer, onServerReady, type RedisClient } from './redis-client';
import type { Entry } from './dispatcher';
import type { RedisConnections } from './redis-connections';

/** How much longer than it was asked to wait a read may take before its connection is taken for dead, in milliseconds. */
const GRACE_MS = 3_000;

type XReadGroupReply = [stream: string, entries: [id: string, fields: string[]][]][] | null;

/** Reads new entries from the stream, on a connection of its own. */
export class Reader {
  private readonly redis: RedisClient;
  /** By which id each of its connections can be unblocked; of a cluster, one for each server. */
  private readonly clientIds = new Map<Redis, number>();
  private waiting = false;

  constructor(
    private readonly connections: RedisConnections,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
  ) {
    this.redis = connections.openForBlocking();
    onServerReady(this.redis, (server) => void this.remember(server));
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
    if (!this.waiting || this.clientIds.size === 0) return;
    this.waiting = false; // once is enough, however many ask
    const { servers } = this.connections;
    await Promise.all(
      [...this.clientIds].map(async ([blocked, id]) => {
        await servers.find((server) => isSameServer(server, blocked))?.client('UNBLOCK', id);
      }),
    );
  }

  /** Not in order, with QUIT: nothing is under way, and a server that does not answer would be waited for. */
  close(): void {
    this.redis.disconnect();
  }

  private async remember(server: Redis): Promise<void> {
    server.once('close', () => this.clientIds.delete(server));
    const id = await server.client('ID').catch(() => undefined);
    if (id !== undefined) this.clientIds.set(server, id);
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
