import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { RedisClient } from './redis-client';
import { backoffMs } from './backoff';
import { Committer } from './committer';
import { Dispatcher, type Entry, type Handle } from './dispatcher';
import type { FailureWriter } from './failure-writer';
import { Forwarder } from './forwarder';
import { InFlight } from './in-flight';
import { queueKeys, type QueueKeys } from './keys';
import type { Lease } from './lease';
import { LeaseKeeper } from './lease-keeper';
import type { ConsumerOptions } from './queue.options';
import { interruptionsTotal, reclaimedTotal } from './metrics';
import { Presence } from './presence';
import { Reader } from './reader';
import { Recoverer } from './recoverer';
import { isRefusal } from './redis-reply';
import { NO_WRITES } from './write-set';
import type { RedisConnections } from './redis-connections';

export interface PartitionConsumerOptions extends ConsumerOptions {
  partition: number;
  /** This process's name in the group, unlike any other's. */
  consumer: string;
  handle: Handle;
  failureWriter?: FailureWriter;
}

/** For how long what is done beside reading may wait while messages keep coming, in milliseconds: it costs two round trips more. */
const DUTIES_EVERY_MS = 50;

/** How many failures in a row are an interruption. */
const TELLING_FAILURES = 3;

/**
 * Consumes one partition: brings back what is due, takes over what others left, reads what is new, and never takes more than
 * it has room for.
 */
export class PartitionConsumer {
  private readonly logger = new Logger(PartitionConsumer.name);
  private readonly quieting = new AbortController();
  private readonly inFlight: InFlight;
  private readonly forwarder: Forwarder;
  private readonly recoverer: Recoverer;
  private readonly presence: Presence;
  private readonly reader: Reader;
  private readonly committer: Committer;
  private readonly dispatcher: Dispatcher;
  private readonly leases: LeaseKeeper;
  private readonly keys: QueueKeys;
  private readonly redis: RedisClient;
  private loop: Promise<void> = Promise.resolve();
  private turnedAt = performance.now();
  /** Until when the duties may rest while messages keep coming, and for how long a read may wait where none come. */
  private duties = { restUntil: 0, waitUntil: 0 };
  /** How many messages have been put off for a short while. */
  private putOffs = 0;
  private failure?: Error;

  constructor(
    connections: RedisConnections,
    private readonly options: PartitionConsumerOptions,
  ) {
    const { queue, partition, group, consumer, leaseMs, concurrency, handle, failureWriter } = options;
    const keys = (this.keys = queueKeys(queue.name, partition));
    const redis = (this.redis = connections.commands);
    this.inFlight = new InFlight(Math.ceil(concurrency / (queue.partitions ?? 1)));
    this.forwarder = new Forwarder(redis, keys);
    this.recoverer = new Recoverer(redis, keys.stream, group, consumer, leaseMs, this.inFlight);
    this.presence = new Presence(redis, keys, group, consumer, leaseMs);
    this.reader = new Reader(connections, keys.stream, group, consumer);
    this.committer = new Committer(redis, keys, group, options.deadLetters);
    this.dispatcher = new Dispatcher(
      handle,
      this.committer,
      this.inFlight,
      options,
      (delayMs) => this.onPutOff(delayMs),
      failureWriter,
    );
    this.leases = new LeaseKeeper(redis, keys.stream, group, consumer, leaseMs, this.inFlight);
  }

  /** How long ago the loop last turned, in milliseconds. It turns at least every `blockMs`, whether or not Redis answers. */
  get stalledMs(): number {
    return performance.now() - this.turnedAt;
  }

  /** Why nothing is consumed just now, if the loop has failed several times in a row. */
  get interruption(): Error | undefined {
    return this.failure;
  }

  start(): void {
    this.leases.start();
    this.loop = this.run();
  }

  /** Takes no more messages. */
  async quiet(): Promise<void> {
    this.quieting.abort();
    await this.reader.interrupt().catch(() => undefined);
    await this.loop;
  }

  /** Lets the handlers finish for `drainMs`, then stops them and hands their messages back. */
  async drain(drainMs: number): Promise<void> {
    await this.inFlight.empty(drainMs);
    await this.leases
      .handBackAll()
      .catch((err: unknown) =>
        this.logger.warn({ err }, 'messages could not be handed back; they wait for their lease'),
      );
    // Where that fails, its absence is noticed after a lease.
    await this.presence.leave().catch(() => undefined);
    this.leases.stop();
    this.reader.close();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.quieting.signal.aborted;) {
      this.turnedAt = performance.now();
      try {
        await this.turn().catch((error: unknown) => this.createGroupIfMissing(error));
        failures = 0;
        this.failure = undefined;
      } catch (err) {
        failures += 1;
        interruptionsTotal.inc({ queue: this.options.queue.name });
        // Not at the first: the connection may be just coming up.
        if (failures >= TELLING_FAILURES) this.failure = err as Error;
        if (failures === TELLING_FAILURES) this.logger.warn({ err }, 'consuming is interrupted; trying again');
        await this.wait(100 + backoffMs(failures, { baseMs: 200, capMs: 3_000 }));
      }
    }
  }

  private async turn(): Promise<void> {
    const { blockMs } = this.options;
    await this.presence.mark();
    if (this.inFlight.free === 0) {
      await this.inFlight.oneLess(blockMs);
      return;
    }
    if (performance.now() >= this.duties.restUntil && (await this.doDuties()) === 'paused') {
      await this.wait(blockMs);
      return;
    }
    if (this.inFlight.free === 0 || this.quieting.signal.aborted) return;
    await this.read();
  }

  /** Brings back what is due, and takes over what others left. */
  private async doDuties(): Promise<'done' | 'paused'> {
    const { putOffs } = this;
    const [paused, nextDueMs] = await Promise.all([this.isPaused(), this.forwarder.runOnce()]);
    if (paused) return 'paused';
    const { entries: claimed, lookAgainMs } = await this.recoverer.claim();
    reclaimedTotal.inc({ queue: this.options.queue.name }, claimed.length);
    this.take(claimed);
    // What was put off meanwhile may be due sooner than anything that was seen.
    const againMs = putOffs === this.putOffs ? Math.min(nextDueMs, lookAgainMs, this.options.blockMs) : 0;
    const now = performance.now();
    this.duties = { restUntil: now + Math.min(againMs, DUTIES_EVERY_MS), waitUntil: now + againMs };
    return 'done';
  }

  private async read(): Promise<void> {
    const entries = await this.reader.read(this.inFlight.free, Math.ceil(this.duties.waitUntil - performance.now()));
    if (entries.length === 0) return;
    if (this.quieting.signal.aborted) await this.leases.handBack(this.leasesOf(entries));
    // It may have been paused since the duties were done, or while the read has waited.
    else if (await this.seemsPaused()) {
      this.duties = { restUntil: 0, waitUntil: 0 };
      await this.putBack(entries);
    } else this.take(entries);
  }

  /** Into the queue again, so that nobody seems to be at work on them while it is paused. What fails here waits for its lease to pass. */
  private async putBack(entries: Entry[]): Promise<void> {
    const leases = this.leasesOf(entries);
    await Promise.all(
      entries.map(({ wire }, index) =>
        this.committer.commit(leases[index]!, { outcome: 'retry', delayMs: 0, wire }, NO_WRITES),
      ),
    );
  }

  private leasesOf(entries: Entry[]): Lease[] {
    return entries.map(({ id, generation }) => ({ entryId: id, generation, consumer: this.options.consumer }));
  }

  /** Not to know is no reason to leave what was read to its lease. */
  private seemsPaused(): Promise<boolean> {
    return this.isPaused().catch(() => false);
  }

  private async isPaused(): Promise<boolean> {
    return (await this.redis.exists(this.keys.paused)) === 1;
  }

  /** There is no group before the first consumer, nor after Redis was flushed or failed over to a replica that lagged. */
  private async createGroupIfMissing(error: unknown): Promise<void> {
    if (!isRefusal(error, /^(NOGROUP|ERR no such key)/i)) throw error;
    const { stream } = this.keys;
    // '0', not '$': entries added before the group exists must still be delivered.
    await this.redis.xgroup('CREATE', stream, this.options.group, '0', 'MKSTREAM').catch((refusal: unknown) => {
      if (!isRefusal(refusal, /^BUSYGROUP/)) throw refusal;
    });
    this.logger.log({ stream, group: this.options.group }, 'consumer group created');
  }

  /** A read that waits would go on waiting after the message is due. Interrupted, the loop asks anew how long it may wait. */
  private onPutOff(delayMs: number): void {
    if (delayMs >= this.options.blockMs) return;
    this.putOffs += 1;
    this.duties = { restUntil: 0, waitUntil: 0 };
    void this.reader.interrupt().catch(() => undefined);
  }

  private take(entries: Entry[]): void {
    for (const entry of entries) void this.dispatcher.dispatch(entry);
  }

  private async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.quieting.signal }).catch(() => undefined);
  }
}
