import { Logger } from '@nestjs/common';
import type { Committer } from './committer';
import { type DeadLetter, deadLetterId, errorChain } from './dead-letter';
import { Delivery } from './delivery';
import {
  LeaseLostError,
  RedisUnavailableError,
  StaleWriteError,
  StoppingError,
  TooManyDeliveriesError,
  UnreadableMessageError,
} from './errors';
import type { Failure, FailureWriter } from './failure-writer';
import type { InFlight } from './in-flight';
import type { Lease } from './lease';
import { type Message, parseMessage } from './message';
import { handedBackTotal, handlerSeconds, leasesLostTotal, settledTotal, waitSeconds } from './metrics';
import { decideOutcome, type RetryPolicy } from './outcome';
import type { QueueOptions } from './queue.options';
import { NO_WRITES, type WriteSet } from './write-set';

/** An entry of the stream as it was delivered. */
export interface Entry {
  id: string;
  wire: string;
  generation: number;
}

export interface DispatchPolicy extends RetryPolicy {
  queue: Pick<QueueOptions, 'name'>;
  consumer: string;
  maxDeliveries: number;
}

/** Told when a message was put off, and until how long from now, in milliseconds. */
export type OnPutOff = (delayMs: number) => void;

export type Handle = (message: Message, delivery: Delivery) => Promise<void>;

/** Redis has just answered when this is needed, so that it need not be long. */
const OUTAGE_WAIT_MS = 500;

/** Takes a delivered entry to its handler and settles it by what the handler says: returned, or thrown. */
export class Dispatcher {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly queue: string;

  constructor(
    private readonly handle: Handle,
    private readonly committer: Committer,
    private readonly inFlight: InFlight,
    private readonly policy: DispatchPolicy,
    private readonly onPutOff: OnPutOff,
    private readonly failureWriter?: FailureWriter,
  ) {
    this.queue = policy.queue.name;
  }

  /** Never rejects. What could not be settled stays pending, and is delivered again once its lease has passed. */
  async dispatch(entry: Entry): Promise<void> {
    const lease: Lease = { entryId: entry.id, consumer: this.policy.consumer, generation: entry.generation };
    const { message, unreadable } = read(entry);
    const delivery = new Delivery(message, lease, this.committer);
    this.inFlight.add(delivery);
    try {
      await this.deliver(delivery, entry, unreadable);
    } catch (err) {
      const reason = delivery.aborted;
      if (reason instanceof LeaseLostError) leasesLostTotal.inc({ queue: this.queue });
      if (reason instanceof StoppingError) handedBackTotal.inc({ queue: this.queue });
      this.logger.warn({ ...fieldsOf(delivery), err }, 'message was not settled; it will be delivered again');
    } finally {
      this.inFlight.remove(delivery);
    }
  }

  private async deliver(
    delivery: Delivery,
    entry: Entry,
    unreadable: UnreadableMessageError | undefined,
  ): Promise<void> {
    const error = unreadable ?? (await this.attempt(delivery));
    if (delivery.settled === undefined) {
      // A lost lease or a stop is no failure of the message: another delivery carries on, at the same attempt.
      delivery.throwIfAborted();
      if (error === undefined) await delivery.acknowledge();
      else await this.settleFailure(delivery, entry, error);
    }
    const { settled } = delivery;
    if (settled?.outcome === 'retry') this.onPutOff(settled.delayMs);
    settledTotal.inc({ queue: this.queue, outcome: settled?.outcome });
  }

  /** Resolves to what the handler threw, if it did. */
  private async attempt(delivery: Delivery): Promise<unknown> {
    const { generation } = delivery.lease;
    if (generation > this.policy.maxDeliveries) return new TooManyDeliveriesError(generation - 1);
    const addedAt = Number(delivery.lease.entryId.split('-')[0]);
    waitSeconds.observe({ queue: this.queue }, Math.max(0, Date.now() - addedAt) / 1_000);
    const stopTimer = handlerSeconds.startTimer({ queue: this.queue });
    try {
      await this.handle(delivery.message, delivery);
      stopTimer({ result: 'returned' });
      return undefined;
    } catch (error) {
      stopTimer({ result: 'threw' });
      return error ?? new Error('The handler threw nothing');
    }
  }

  private async settleFailure(delivery: Delivery, entry: Entry, error: unknown): Promise<void> {
    const { message } = delivery;
    if (error instanceof RedisUnavailableError) return this.putOffOutage(delivery);
    const outcome = decideOutcome(error, message.attempt, this.policy);
    const settlement =
      outcome.outcome === 'retry'
        ? { ...outcome, wire: JSON.stringify(nextAttempt(message)) }
        : { ...outcome, letter: letterOf(delivery, entry, error, outcome.reason) };
    const letterId = settlement.outcome === 'dead-letter' ? settlement.letter.id : undefined;
    for (let tries = 1; ; tries++) {
      try {
        const writes = await this.failureWrites({ message, error, outcome, letterId });
        if (writes === 'needless') return await this.letGo(delivery, error);
        await delivery.settle(settlement, writes);
        break;
      } catch (stale) {
        if (!(stale instanceof StaleWriteError) || tries === 5) throw stale;
      }
    }
    const sentence =
      outcome.outcome === 'retry' ? 'message failed; will retry' : 'message failed for good; dead-lettered';
    this.logger.warn({ ...fieldsOf(delivery), ...outcome, error: errorChain(error) }, sentence);
  }

  private async letGo(delivery: Delivery, error: unknown): Promise<void> {
    await delivery.acknowledge();
    this.logger.log({ ...fieldsOf(delivery), error: errorChain(error) }, 'message failed, and is not needed any more');
  }

  /** That Redis could not be read is no failure of the message: it comes back soon, at the same attempt. */
  private async putOffOutage(delivery: Delivery): Promise<void> {
    await delivery.putOff(OUTAGE_WAIT_MS);
    this.logger.warn(fieldsOf(delivery), 'Redis was out of reach; the message will be handled again');
  }

  private async failureWrites(failure: Failure): Promise<WriteSet | 'needless'> {
    const { message, error, outcome } = failure;
    if (error instanceof UnreadableMessageError || this.failureWriter === undefined) return NO_WRITES;
    try {
      return await this.failureWriter.writesFor(failure);
    } catch (err) {
      if (err instanceof RedisUnavailableError || outcome.outcome === 'retry') throw err;
      // A record that cannot be read must not keep its message from being buried: it would come back for ever.
      this.logger.error(
        { messageId: message.id, subject: message.subject, err },
        'nothing else could be written of a dead letter',
      );
      return NO_WRITES;
    }
  }
}

/** What cannot be read still has to be settled under its lease: it gets a message of its own to be settled by. */
function read(entry: Entry): { message: Message; unreadable?: UnreadableMessageError } {
  try {
    return { message: parseMessage(entry.wire) };
  } catch (error) {
    const id = `entry-${entry.id}`;
    const message: Message = {
      specversion: '1.0',
      id,
      type: 'unreadable',
      source: 'unknown',
      subject: id,
      time: new Date().toISOString(),
      schemaversion: 0,
      attempt: 1,
      data: null,
    };
    return { message, unreadable: error as UnreadableMessageError };
  }
}

function nextAttempt(message: Message): Message {
  return { ...message, attempt: message.attempt + 1, firstfailedat: message.firstfailedat ?? new Date().toISOString() };
}

function letterOf(
  { message, lease }: Delivery,
  { wire }: Entry,
  error: unknown,
  reason: DeadLetter['reason'],
): DeadLetter {
  const diedAt = new Date();
  return {
    id: deadLetterId(message.id, diedAt),
    reason,
    errors: errorChain(error),
    attempts: message.attempt,
    deliveries: lease.generation,
    firstFailedAt: message.firstfailedat ?? diedAt.toISOString(),
    diedAt: diedAt.toISOString(),
    message: wire,
  };
}

function fieldsOf({ message }: Delivery): object {
  return { messageId: message.id, type: message.type, subject: message.subject, attempt: message.attempt };
}
