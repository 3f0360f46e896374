import { backoffMs, type BackoffPolicy } from './backoff';
import { RetryLaterError, TooManyDeliveriesError, UnreadableMessageError, UnrecoverableError } from './errors';

export interface RetryPolicy {
  maxAttempts: number;
  backoff: BackoffPolicy;
}

export type DeathReason = 'attempts-exhausted' | 'unrecoverable' | 'deliveries-exhausted' | 'unreadable';

export type FailureOutcome = { outcome: 'retry'; delayMs: number } | { outcome: 'dead-letter'; reason: DeathReason };

/** Whatever a provider asks for: an order is not to be forgotten over it. */
const LONGEST_WAIT_MS = 3_600_000;

/** What becomes of a message after its attempt failed. */
export function decideOutcome(
  error: unknown,
  attempt: number,
  { maxAttempts, backoff }: RetryPolicy,
  random?: () => number,
): FailureOutcome {
  if (error instanceof UnreadableMessageError) return { outcome: 'dead-letter', reason: 'unreadable' };
  if (error instanceof TooManyDeliveriesError) return { outcome: 'dead-letter', reason: 'deliveries-exhausted' };
  if (error instanceof UnrecoverableError) return { outcome: 'dead-letter', reason: 'unrecoverable' };
  if (attempt >= maxAttempts) return { outcome: 'dead-letter', reason: 'attempts-exhausted' };
  const asked = error instanceof RetryLaterError ? Math.min(error.notBeforeMs, LONGEST_WAIT_MS) : 0;
  return { outcome: 'retry', delayMs: Math.max(asked, backoffMs(attempt, backoff, random)) };
}
