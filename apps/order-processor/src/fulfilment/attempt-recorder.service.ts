import { Injectable } from '@nestjs/common';
import { mayMove, ORDER_ACCEPTED, type ProblemCode, ProblemError } from '@ofs/contracts';
import { moved, noted, type Order, OrderMissingError, OrderReader } from '@ofs/order-store';
import { type Failure, FailureWriter, NO_WRITES, type WriteSet } from '@ofs/redis-queue';
import { ProviderRefusedError } from '../providers/provider-errors';
import { ShipmentNotRequestedError } from './fulfilment.service';
import { ACTOR } from './order-in-hand';

/** Writes failed attempts into the order's timeline, and that the order has failed when there is no further one. */
@Injectable()
export class AttemptRecorder extends FailureWriter {
  constructor(private readonly orders: OrderReader) {
    super();
  }

  async writesFor({ message, error, outcome, letterId }: Failure): Promise<WriteSet> {
    // The subject of any other message is no order, though a SKU may be named like one.
    if (message.type !== ORDER_ACCEPTED) return NO_WRITES;
    const found = await this.orders.get(message.subject).catch((missing: unknown) => {
      if (missing instanceof OrderMissingError) return undefined;
      throw missing;
    });
    if (found === undefined || !mayMove('order.failed', found)) return NO_WRITES;
    const order = withoutRequest(found, error);
    const doer = { actor: ACTOR, attempt: message.attempt, time: new Date().toISOString() };
    const detail = error instanceof Error ? error.message : String(error);
    if (outcome.outcome === 'retry')
      return noted(order, 'attempt.failed', doer, { error: detail, retryInMs: outcome.delayMs }).writes;
    const failure = new ProblemError(codeOf(error), detail).toDocument();
    const findings = { failure, deadLetterId: letterId };
    return moved(order, 'order.failed', doer, findings, { reason: outcome.reason, error: detail }).writes;
  }
}

/** Takes it back that the carrier is asked, where it was not and nobody else has said so since: the order can be cancelled again. */
function withoutRequest(order: Order, error: unknown): Order {
  const isWithdrawn = error instanceof ShipmentNotRequestedError && error.version === order.version;
  return isWithdrawn ? { ...order, fulfillmentStatus: 'unfulfilled' } : order;
}

function codeOf(error: unknown): ProblemCode {
  return error instanceof ProviderRefusedError ? error.problemCode : 'fulfilment-failed';
}
