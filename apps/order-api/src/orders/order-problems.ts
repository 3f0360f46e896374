import { ProblemError } from '@ofs/contracts';
import { IdempotencyConflictError, OrderMissingError } from '@ofs/order-store';
import { EnqueueUnconfirmedError, QueueFullError, RedisUnavailableError } from '@ofs/redis-queue';

/** Long enough for Redis to be back or be replaced, short enough that nobody waits for nothing. */
export const RETRY_AFTER_SECONDS = 2;

/** What the errors of intake and reading are to a client. */
export function toOrderProblem(error: unknown): ProblemError | undefined {
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
