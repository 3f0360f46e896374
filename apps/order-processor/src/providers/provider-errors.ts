import type { ProblemCode, Provider } from '@ofs/contracts';
import { RetryLaterError, UnrecoverableError } from '@ofs/redis-queue';

/** Thrown when a provider cannot say yes or no now: out of reach, too slow, overloaded or broken. It may have acted. */
export class ProviderUnavailableError extends RetryLaterError {
  constructor(
    readonly provider: Provider,
    why: string,
    options: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(`The ${provider} ${why}`, options.retryAfterMs ?? 0, options);
  }
}

/** Thrown when no connection to the provider came about: it cannot have acted. */
export class ProviderUnreachedError extends ProviderUnavailableError {}

/** Thrown when a provider is still at work on an earlier call with the same key: it has this order wait, and no other. */
export class ProviderBusyError extends ProviderUnavailableError {}

/** Thrown when a provider has said no, such as to a declined card. It will say so again. */
export class ProviderRefusedError extends UnrecoverableError {
  constructor(
    readonly provider: Provider,
    readonly problemCode: ProblemCode,
    why: string,
  ) {
    super(`The ${provider} refused: ${why}`);
  }
}

/** Thrown when a provider was not called, as it is taken to be down. Nothing was sent, and no attempt was made. */
export class ProviderDownError extends Error {
  /** @param waitMs how long it is of no use to try again, in milliseconds */
  constructor(
    readonly provider: Provider,
    readonly waitMs: number,
  ) {
    super(`The ${provider} is taken to be down`);
    this.name = 'ProviderDownError';
  }
}
