import { backoffMs } from './backoff';
import { RetryLaterError, TooManyDeliveriesError, UnreadableMessageError, UnrecoverableError } from './errors';
import { decideOutcome } from './outcome';

const policy = { maxAttempts: 3, backoff: { baseMs: 100, capMs: 1_000 } };

describe('decideOutcome', () => {
  it.each([
    ['a first failure', new Error('no'), 1, { outcome: 'retry', delayMs: 50 }],
    ['a second failure', new Error('no'), 2, { outcome: 'retry', delayMs: 100 }],
    ['the last failure', new Error('no'), 3, { outcome: 'dead-letter', reason: 'attempts-exhausted' }],
    ['one of no use to repeat', new UnrecoverableError('no'), 1, { outcome: 'dead-letter', reason: 'unrecoverable' }],
    ['one that kills', new TooManyDeliveriesError(5), 1, { outcome: 'dead-letter', reason: 'deliveries-exhausted' }],
    ['one that is no message', new UnreadableMessageError('no'), 1, { outcome: 'dead-letter', reason: 'unreadable' }],
    ['one that asks for time', new RetryLaterError('no', 5_000), 1, { outcome: 'retry', delayMs: 5_000 }],
    ['one that asks for less', new RetryLaterError('no', 10), 1, { outcome: 'retry', delayMs: 50 }],
    ['one that asks for a year', new RetryLaterError('no', 3e10), 1, { outcome: 'retry', delayMs: 3_600_000 }],
    ['something thrown that is no error', 'no', 1, { outcome: 'retry', delayMs: 50 }],
  ])('decides on %s', (_what, error, attempt, outcome) => {
    expect(decideOutcome(error, attempt, policy, () => 0.5)).toEqual(outcome);
  });
});

describe('backoffMs', () => {
  it('doubles up to its cap', () => {
    const waits = [1, 2, 3, 4, 5, 6, 100].map((failures) => backoffMs(failures, policy.backoff, () => 1));
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000]);
  });

  it('spreads evenly from nothing to its bound', () => {
    expect(backoffMs(3, policy.backoff, () => 0)).toBe(0);
    expect(backoffMs(3, policy.backoff, () => 0.25)).toBe(100);
  });
});
