import { type OrderAction, ProblemError, supportedActions } from '@ofs/contracts';
import {
  ActionNotSupportedError,
  HoldMissingError,
  IdempotencyConflictError,
  InterventionUnconfirmedError,
  OrderBusyError,
  OrderChangedError,
  OrderMissingError,
  TooManyHoldsError,
} from '@ofs/order-store';
import { EnqueueUnconfirmedError, QueueFullError, RedisUnavailableError } from '@ofs/redis-queue';

import { etagOf } from './order-view';

/** Long enough for Redis to be back or be replaced, short enough that nobody waits for nothing. */
export const RETRY_AFTER_SECONDS = 2;

const done: Record<OrderAction, string> = { cancel: 'cancelled', hold: 'held', release: 'released', retry: 'retried' };

/** What the errors of intake, of actions and of reading are to a client. */
export function toOrderProblem(error: unknown): ProblemError | undefined {
  return toActionProblem(error) ?? toIntakeProblem(error);
}

function toActionProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ActionNotSupportedError) {
    const { order, action } = error;
    const wasAsked = order.status === 'authorized' && order.fulfillmentStatus === 'requested';
    const why = wasAsked ? 'The carrier has been asked to take the order' : `The order is ${order.status}`;
    return new ProblemError('action-not-supported', `${why}: it cannot be ${done[action]}`, {
      supportedActions: supportedActions(order),
      headers: { ETag: etagOf(order) },
    });
  }
  if (error instanceof OrderChangedError) {
    const { order } = error;
    const detail = `The order is ${order.status}, at version ${order.version}`;
    return new ProblemError('precondition-failed', detail, { headers: { ETag: etagOf(order) } });
  }
  if (error instanceof HoldMissingError) {
    return new ProblemError('hold-not-found', `The order has no hold ${error.holdId}, or it was released`);
  }
  if (error instanceof TooManyHoldsError) {
    const { order } = error;
    const detail = `The order has ${order.holds.length} holds; release one before you add another`;
    const others = supportedActions(order).filter((action) => action !== 'hold');
    return new ProblemError('too-many-holds', detail, { supportedActions: others, headers: { ETag: etagOf(order) } });
  }
  if (error instanceof OrderBusyError) {
    const detail = 'The order keeps changing. Nothing was done';
    return new ProblemError('service-unavailable', detail, { cause: error, retryAfterSeconds: 1 });
  }
  if (error instanceof InterventionUnconfirmedError) {
    const detail = 'It is not known whether this was done. Look at the order before you ask again';
    return new ProblemError('service-unavailable', detail, { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  return undefined;
}

function toIntakeProblem(error: unknown): ProblemError | undefined {
  if (error instanceof OrderMissingError)
    return new ProblemError('order-not-found', `There is no order ${error.orderId}`);
  if (error instanceof IdempotencyConflictError) {
    return new ProblemError(
      'idempotency-key-reused',
      `The key belongs to order ${error.orderId}, which had another body`,
    );
  }
  if (error instanceof QueueFullError) {
    const retryAfterSeconds = Math.ceil(error.retryAfterMs / 1_000);
    return new ProblemError('queue-full', error.message, { cause: error, retryAfterSeconds });
  }
  if (error instanceof EnqueueUnconfirmedError) {
    const detail = 'The order could not be confirmed. Send it again, with the same Idempotency-Key if it had one';
    return new ProblemError('service-unavailable', detail, { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  if (error instanceof RedisUnavailableError) {
    const detail = 'The store of orders does not answer. Nothing was done';
    return new ProblemError('service-unavailable', detail, { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  return undefined;
}
