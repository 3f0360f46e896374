import type { ProblemCode } from '@ofs/contracts';
import { RetryLaterError, UnrecoverableError } from '@ofs/redis-queue';
import { TimeLimit } from './time-limit';

/** Thrown when a provider cannot say yes or no now: out of reach, too slow, overloaded or broken. It may have acted. */
export class ProviderUnavailableError extends RetryLaterError {
  constructor(
    readonly provider: string,
    why: string,
    options: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(`The ${provider} ${why}`, options.retryAfterMs ?? 0, options);
  }
}

/** Thrown when no connection to the provider came about: it cannot have acted. */
export class ProviderUnreachedError extends ProviderUnavailableError {}

/** Thrown when a provider has said no, such as to a declined card. It will say so again. */
export class ProviderRefusedError extends UnrecoverableError {
  constructor(
    readonly provider: string,
    readonly problemCode: ProblemCode,
    why: string,
  ) {
    super(`The ${provider} refused: ${why}`);
  }
}

export interface ProviderOptions {
  /** As people call it. */
  provider: string;
  baseUrl: string;
  timeoutMs: number;
  /** What its refusal is to the order. */
  refusal: ProblemCode;
}

const PASSING: ReadonlySet<number> = new Set([401, 403, 404, 408, 409, 429]);

interface Answer {
  status: number;
  text: string;
  retryAfter: string | null;
}

/** Calls a provider over HTTP so that a repeat is harmless, and tells a passing trouble from a refusal. */
export class ProviderClient {
  constructor(private readonly options: ProviderOptions) {}

  /**
   * @param idempotencyKey the same for every repeat of one effect
   * @throws ProviderUnavailableError, ProviderRefusedError; or the signal's reason once that is aborted
   */
  async post<T>(path: string, body: object, idempotencyKey: string, signal: AbortSignal): Promise<T> {
    const { provider, refusal } = this.options;
    const { status, text, retryAfter } = await this.send(path, body, idempotencyKey, signal);
    if (status >= 200 && status < 300) return this.parse<T>(text);
    // 401, 403, 404: our own settings are wrong, which is no fault of the order's. 408 and 429: it has not looked at it; 409: another attempt with this key is still being answered.
    if (status >= 500 || PASSING.has(status)) {
      throw new ProviderUnavailableError(provider, `answered ${status}`, {
        retryAfterMs: millisecondsUntil(retryAfter),
      });
    }
    throw new ProviderRefusedError(provider, refusal, `${status} ${text.slice(0, 300)}`);
  }

  private async send(path: string, body: object, key: string, signal: AbortSignal): Promise<Answer> {
    const { provider, baseUrl, timeoutMs } = this.options;
    const limit = new TimeLimit(timeoutMs, signal);
    try {
      const response = await fetch(`${baseUrl.replace(/\/$/, '')}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: limit.signal,
      });
      return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
    } catch (cause) {
      signal.throwIfAborted();
      if (isUnreached(cause as Error)) throw new ProviderUnreachedError(provider, 'is out of reach', { cause });
      const why = limit.isOver ? `did not answer within ${timeoutMs} ms` : 'is out of reach';
      throw new ProviderUnavailableError(provider, why, { cause });
    } finally {
      limit.lift();
    }
  }

  private parse<T>(text: string): T {
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new ProviderUnavailableError(this.options.provider, 'answered with something that is not JSON', { cause });
    }
  }
}

/**
 * Whether it went wrong before there was a connection, so that nothing was sent. `fetch` tells of the network's errors by the cause
 * of its own, which is several in one where a name has several addresses.
 */
function isUnreached({ cause }: Error): boolean {
  const errors: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return errors.every((error) => {
    const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException;
    return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
  });
}

/** What `Retry-After` says, in seconds or as a date (RFC 9110, section 10.2.3), in milliseconds from now. */
function millisecondsUntil(retryAfter: string | null): number {
  if (retryAfter === null) return 0;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}
