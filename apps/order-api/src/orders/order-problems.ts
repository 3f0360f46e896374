import { ProblemError, supportedActions } from '@ofs/contracts';
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

/** What the errors of intake, of actions and of reading are to a client; undefined for others. */
export function toOrderProblem(error: unknown): ProblemError | undefined {
  for (const translate of translations) {
    const problem = translate(error);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const translations = [
  to(OrderMissingError, ({ orderId }) => new ProblemError('order-not-found', `There is no order ${orderId}`)),
  to(ActionNotSupportedError, actionNotSupported),
  to(OrderChangedError, ({ order }) => {
    const detail = `The order is ${order.status}, at version ${order.version}`;
    return new ProblemError('precondition-failed', detail, { headers: { ETag: etagOf(order) } });
  }),
  to(HoldMissingError, ({ holdId }) => {
    const detail = `The order has no hold ${holdId}, or it was released`;
    return new ProblemError('hold-not-found', detail);
  }),
  to(TooManyHoldsError, tooManyHolds),
  to(OrderBusyError, (cause) => unavailable('The order keeps changing. Nothing was done', cause, 1)),
  to(InterventionUnconfirmedError, (cause) =>
    unavailable('It is not known whether this was done. Look at the order before you ask again', cause),
  ),
  to(IdempotencyConflictError, ({ orderId }) => {
    const detail = `The key belongs to order ${orderId}, which had another body`;
    return new ProblemError('idempotency-key-reused', detail);
  }),
  to(QueueFullError, (cause) => {
    const retryAfterSeconds = Math.ceil(cause.retryAfterMs / 1_000);
    return new ProblemError('queue-full', cause.message, { cause, retryAfterSeconds });
  }),
  to(EnqueueUnconfirmedError, (cause) =>
    unavailable('The order could not be confirmed. Send it again, with the same Idempotency-Key if it had one', cause),
  ),
  to(RedisUnavailableError, (cause) => unavailable('The store of orders does not answer. Nothing was done', cause)),
];

/** Translates errors of this class, and no others. */
function to<E extends Error>(Known: new (...args: never[]) => E, translate: (error: E) => ProblemError) {
  return (error: unknown) => (error instanceof Known ? translate(error) : undefined);
}

function actionNotSupported({ order, action }: ActionNotSupportedError): ProblemError {
  const done = { cancel: 'cancelled', hold: 'held', release: 'released', retry: 'retried' }[action];
  const wasAsked = order.status === 'authorized' && order.fulfillmentStatus === 'requested';
  const why = wasAsked ? 'The carrier has been asked to take the order' : `The order is ${order.status}`;
  return new ProblemError('action-not-supported', `${why}: it cannot be ${done}`, {
    supportedActions: supportedActions(order),
    headers: { ETag: etagOf(order) },
  });
}

function tooManyHolds({ order }: TooManyHoldsError): ProblemError {
  return new ProblemError(
    'too-many-holds',
    `The order has ${order.holds.length} holds; release one before you add another`,
    {
      supportedActions: supportedActions(order).filter((action) => action !== 'hold'),
      headers: { ETag: etagOf(order) },
    },
  );
}

function unavailable(detail: string, cause: Error, retryAfterSeconds = RETRY_AFTER_SECONDS): ProblemError {
  return new ProblemError('service-unavailable', detail, { cause, retryAfterSeconds });
}
