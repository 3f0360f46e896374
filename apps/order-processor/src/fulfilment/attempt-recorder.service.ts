import { Injectable } from '@nestjs/common';
import { mayMove, ORDER_ACCEPTED, type ProblemCode, ProblemError } from '@ofs/contracts';
import { moved, noted, OrderReader } from '@ofs/order-store';
import { type Failure, FailureWriter, NO_WRITES, type WriteSet } from '@ofs/redis-queue';
import { ProviderRefusedError } from '../providers/provider-errors';
import { ACTOR } from './order-in-hand';

/** Writes failed attempts into the order's timeline, and that the order has failed when there is no further one. */
@Injectable()
export class AttemptRecorder extends FailureWriter {
  constructor(private readonly orders: OrderReader) {
    super();
  }

  async writesFor({ message, error, outcome, letterId }: Failure): Promise<WriteSet | 'needless'> {
    // The subject of any other message is no order, though a SKU may be named like one.
    if (message.type !== ORDER_ACCEPTED) return NO_WRITES;
    const [order] = await this.orders.getMany([message.subject]);
    if (order === undefined) return NO_WRITES;
    // It has ended, or has failed by another of its messages, whose dead letter is the one that is to be looked at.
    if (!mayMove('order.failed', order)) return 'needless';
    const doer = { actor: ACTOR, attempt: message.attempt, time: new Date().toISOString() };
    const detail = error instanceof Error ? error.message : String(error);
    if (outcome.outcome === 'retry')
      return noted(order, 'attempt.failed', doer, { error: detail, retryInMs: outcome.delayMs }).writes;
    const failure = new ProblemError(codeOf(error), detail).toDocument();
    const findings = { failure, deadLetterId: letterId };
    return moved(order, 'order.failed', doer, findings, { reason: outcome.reason, error: detail }).writes;
  }
}

function codeOf(error: unknown): ProblemCode {
  return error instanceof ProviderRefusedError ? error.problemCode : 'fulfilment-failed';
}
