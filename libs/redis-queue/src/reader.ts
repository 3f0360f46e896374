import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { isSameServer, onServerReady, type RedisClient } from './redis-client';
import type { Entry } from './dispatcher';
import type { RedisConnections } from './redis-connections';

/** How much longer than it was asked to wait a read may take before its connection is taken for dead, in milliseconds. */
const GRACE_MS = 3_000;

/** How soon a read is interrupted again that was not there yet, in milliseconds. */
const UNBLOCK_AGAIN_MS = 5;

type XReadGroupReply = [stream: string, entries: [id: string, fields: string[]][]][] | null;

/** Reads new entries from the stream, on a connection of its own. */
export class Reader {
  private readonly redis: RedisClient;
  /** By which id each of its connections can be unblocked; of a cluster, one for each server. */
  private readonly clientIds = new Map<Redis, number>();
  /** Whether the server that has the stream has answered since any connection was lost. */
  private connected = false;
  private waiting = false;
  /** How many reads there have been, and which of them has been interrupted. */
  private reads = 0;
  private interrupted = 0;

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
    // From here on it can be interrupted: whoever asks for that before there is anything to interrupt goes on asking.
    this.waiting = true;
    this.reads += 1;
    const reply = await this.connect()
      .then(() => this.readGroup(count, Math.max(1, blockMs)))
      .finally(() => (this.waiting = false));
    const [, entries] = reply?.[0] ?? ['', []];
    return entries.map(([id, fields]) => ({ id, wire: fields[1] ?? '', generation: 1 }));
  }

  /** Ends a read that is waiting. Not by closing its connection: entries that are on their way would be lost to everyone for a lease. */
  async interrupt(): Promise<void> {
    if (!this.waiting || this.interrupted === this.reads) return; // once is enough, however many ask
    const read = (this.interrupted = this.reads);
    // Sent on another connection, it may overtake the read, which then waits all the same.
    while (this.waiting && this.reads === read && !(await this.unblock())) await sleep(UNBLOCK_AGAIN_MS);
  }

  private async readGroup(count: number, blockMs: number): Promise<XReadGroupReply> {
    const { group, consumer, stream } = this;
    const reply = await this.inTime(
      this.redis.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'BLOCK', blockMs, 'STREAMS', stream, '>'),
      blockMs + GRACE_MS,
    );
    return reply as XReadGroupReply;
  }

  /** Resolves to whether anything was waiting. */
  private async unblock(): Promise<boolean> {
    const { servers } = this.connections;
    const unblocked = await Promise.all(
      [...this.clientIds].map(async ([blocked, id]) =>
        servers.find((server) => isSameServer(server, blocked))?.client('UNBLOCK', id),
      ),
    );
    return unblocked.includes(1);
  }

  /** Not in order, with QUIT: nothing is under way, and a server that does not answer would be waited for. */
  close(): void {
    this.redis.disconnect();
  }

  /**
   * A cluster's client connects to a server with the first command for it. Were that a read, the question for the connection's id would wait
   * behind it, and nobody could interrupt it.
   */
  private async connect(): Promise<void> {
    if (this.connected) return;
    await this.inTime(this.redis.exists(this.stream), GRACE_MS);
    this.connected = true;
  }

  private async remember(server: Redis): Promise<void> {
    server.once('close', () => {
      this.connected = false;
      this.clientIds.delete(server);
    });
    const id = await server.client('ID').catch(() => undefined);
    if (id !== undefined) this.clientIds.set(server, id);
  }

  /** A half-open connection neither answers nor fails, so the client's word is not waited for. */
  private async inTime<T>(answer: Promise<T>, limitMs: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.redis.disconnect(true);
        reject(new Error('Redis did not answer a read in time; its connection was dropped'));
      }, limitMs);
    });
    return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
  }
}
