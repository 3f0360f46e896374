import { setTimeout as wait } from 'node:timers/promises';
import { BaseRpcContext } from '@nestjs/microservices';
import { backoffMs } from './backoff';
import type { Committer, Settlement } from './committer';
import { LeaseLostError, StaleWriteError, StoppingError } from './errors';
import type { Lease } from './lease';
import type { Message } from './message';
import { isOutage } from './redis-reply';
import { NO_WRITES, type WriteSet } from './write-set';

/** A settlement that ends the delivery. */
export type Ending = Exclude<Settlement, { outcome: 'checkpoint' }>;

/**
 * One delivery of a message to this consumer. To handlers it is the second argument (`@Ctx()`): it tells when to give up, and
 * is the only way to write what must not be written by a consumer that has lost the message.
 */
export class Delivery extends BaseRpcContext<[Message]> {
  /** Made when somebody asks for its signal: most handlers do not, and one for each message is dear. */
  private abort?: AbortController;
  private abortReason?: LeaseLostError | StoppingError;
  private ending?: Ending;

  constructor(
    readonly message: Message,
    readonly lease: Lease,
    private readonly committer: Committer,
  ) {
    super([message]);
  }

  /** Aborted when the lease is lost or the consumer stops. Whatever is written after that is refused. */
  get signal(): AbortSignal {
    this.abort ??= new AbortController();
    if (this.abortReason !== undefined) this.abort.abort(this.abortReason);
    return this.abort.signal;
  }

  /** Why the signal is aborted, if it is. */
  get aborted(): LeaseLostError | StoppingError | undefined {
    return this.abortReason;
  }

  /** Which attempt this is, from 1. */
  get attempt(): number {
    return this.message.attempt;
  }

  /** How the message was acknowledged, put off or buried, after which there is nothing left to do about it. */
  get settled(): Ending | undefined {
    return this.ending;
  }

  /**
   * Writes what is done so far, and keeps the message.
   * @throws LeaseLostError, StaleWriteError: nothing was written
   */
  checkpoint(writes: WriteSet): Promise<void> {
    return this.settle({ outcome: 'checkpoint' }, writes);
  }

  /**
   * Writes the last of it and lets the message go, in one step. A handler that has nothing to write just returns.
   * @throws LeaseLostError, StaleWriteError: nothing was written
   */
  acknowledge(writes: WriteSet = NO_WRITES): Promise<void> {
    return this.settle({ outcome: 'acknowledge' }, writes);
  }

  /**
   * Lets the message go until it is due again, at the same attempt, and writes what belongs to that in one step: for a message
   * that has to wait for something else, which is no failure of it.
   * @throws LeaseLostError, StaleWriteError: nothing was written
   */
  putOff(delayMs: number, writes: WriteSet = NO_WRITES): Promise<void> {
    return this.settle({ outcome: 'retry', delayMs, wire: JSON.stringify(this.message) }, writes);
  }

  async settle(settlement: Settlement, writes: WriteSet): Promise<void> {
    const { partitionkey } = this.message;
    const result = await this.untilAnswered(() => this.committer.commit(this.lease, settlement, writes, partitionkey));
    if (result === 'stale') throw new StaleWriteError(this.message.id);
    if (result === 'lease-lost') {
      this.lose();
      throw new LeaseLostError(this.message.id);
    }
    if (settlement.outcome !== 'checkpoint') this.ending = settlement;
  }

  lose(): void {
    this.end(new LeaseLostError(this.message.id));
  }

  stop(): void {
    this.end(new StoppingError());
  }

  throwIfAborted(): void {
    if (this.abortReason !== undefined) throw this.abortReason;
  }

  private end(reason: LeaseLostError | StoppingError): void {
    this.abortReason ??= reason;
    this.abort?.abort(this.abortReason);
  }

  /** An outage of Redis is no failure of the message: what is done is held until it can be written or the lease is lost. */
  private async untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      this.throwIfAborted();
      try {
        return await ask();
      } catch (error) {
        if (!isOutage(error)) throw error;
        await wait(backoffMs(failures, { baseMs: 100, capMs: 2_000 }), undefined, { signal: this.signal }).catch(
          () => undefined,
        );
      }
    }
  }
}
