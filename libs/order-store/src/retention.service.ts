import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { createdAtOf, endStatuses, hasEnded, orderIdPrefix } from '@ofs/contracts';
import type { RecordWriter, RedisConnections } from '@ofs/redis-queue';
import { indexKey, reservationKey } from './keys';
import { removedTotal } from './metrics';
import type { Order } from './order';
import type { OrderReader } from './order-reader.service';
import { removal } from './transition';

export interface RetentionOptions {
  /** How long an order is kept after its end, in milliseconds. Infinity: for ever. */
  retentionMs: number;
  /** Over how many partitions orders are spread. */
  partitions: number;
  /** How long it rests between two turns, in milliseconds. @default 60_000 */
  everyMs?: number;
}

/** How many orders are looked at together. Each is removed by a script of its own: others have their turn between any two. */
const PAGE = 100;

/** The rest after each page, in milliseconds. With it one process removes at most a thousand orders a second. */
const PAUSE_MS = 100;

/** How many orders of a list that are not to go yet may be looked at in one turn; the next turn goes on behind them. */
const MAX_STAYING = 1_000;

/** How long the mark of what became of an order's stock outlives the order, in milliseconds: longer than a consumer may be frozen. */
const MARK_MS = 7 * 86_400_000;

/**
 * Removes orders a while after their end, with all that is theirs. Their age counts from their end, on Redis' clock.
 *
 * The lists of ended orders lie in the order of their making, and none ends before it is made: those that are too young to be looked at are
 * never touched, however many they are. Of the others those stay that took long to end. They are walked past, so many in each turn.
 *
 * Any number of processes may do so at once, and die at any moment: an order goes in one step, and only once.
 */
export class Retention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Retention.name);
  private readonly stopping = new AbortController();
  /** From where each list is looked at next, by its key. From its oldest order where there is none. */
  private readonly cursors = new Map<string, string>();
  private loop?: Promise<void>;

  constructor(
    private readonly connections: RedisConnections,
    private readonly reader: OrderReader,
    private readonly writer: RecordWriter,
    private readonly options: RetentionOptions,
  ) {}

  onApplicationBootstrap(): void {
    // Nest calls this twice in an app that is a microservice too.
    if (this.options.retentionMs < Infinity) this.loop ??= this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** Whether an order that is not there may be one that was removed. One that is younger must be there. */
  mayHaveRemoved(orderId: string): boolean {
    return createdAtOf(orderId) <= Date.now() - this.options.retentionMs;
  }

  /** Removes what is to go, in every partition. @throws RedisUnavailableError: some may have been removed */
  async runOnce(): Promise<void> {
    const { retentionMs, partitions } = this.options;
    const endedBefore = (await this.now()) - retentionMs;
    for (let partition = 0; partition < partitions; partition++) {
      for (const status of endStatuses) await this.clear(indexKey(partition, 'status', status), endedBefore);
    }
  }

  private async run(): Promise<void> {
    const { everyMs = 60_000 } = this.options;
    // Processes that were started together do not look together: who comes first leaves little to the others.
    await this.rest(Math.random() * everyMs);
    while (!this.stopping.signal.aborted) {
      await this.runOnce().catch((err: unknown) =>
        this.logger.warn({ err }, 'ended orders could not be removed; trying again'),
      );
      await this.rest(everyMs);
    }
  }

  /** Redis' clock, which all processes share: one whose own is ahead must not remove what is too young. */
  private async now(): Promise<number> {
    const [seconds] = await this.connections.ask((redis) => redis.time());
    return Number(seconds) * 1_000;
  }

  private async clear(list: string, endedBefore: number): Promise<void> {
    const madeBefore = `(${orderIdPrefix(endedBefore)}`;
    for (let staying = 0; staying < MAX_STAYING && !this.stopping.signal.aborted;) {
      const from = this.cursors.get(list) ?? '-';
      const ids = await this.connections.ask((redis) => redis.zrangebylex(list, from, madeBefore, 'LIMIT', 0, PAGE));
      staying += ids.length - (await this.removeEnded(ids, endedBefore));
      if (ids.length < PAGE) {
        this.cursors.delete(list);
        return;
      }
      this.cursors.set(list, `(${ids.at(-1)}`);
      await this.rest(PAUSE_MS);
    }
  }

  /** Resolves to how many of these orders went. */
  private async removeEnded(ids: string[], endedBefore: number): Promise<number> {
    const orders = (await this.reader.getMany(ids)).filter((order) => order !== undefined);
    const ended = orders.filter(({ status, updatedAt }) => hasEnded(status) && Date.parse(updatedAt) <= endedBefore);
    const removed = await Promise.all(ended.map((order) => this.remove(order)));
    return removed.filter(Boolean).length;
  }

  /** Resolves to false when another has removed it. */
  private async remove(order: Order): Promise<boolean> {
    // Before the order goes: whoever died in between would leave the mark there for ever, as nobody would find it any more.
    await this.connections.ask((redis) => redis.pexpire(reservationKey(order.id), MARK_MS));
    if ((await this.writer.write(removal(order))) === 'stale') return false;
    removedTotal.inc({ status: order.status });
    return true;
  }

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
