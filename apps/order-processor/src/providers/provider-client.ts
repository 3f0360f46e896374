import { isText, type ProblemCode, type Provider } from '@ofs/contracts';
import { Agent, request } from 'undici';
import type { Breaker } from './breaker';
import {
  ProviderBusyError,
  ProviderRefusedError,
  ProviderUnavailableError,
  ProviderUnreachedError,
} from './provider-errors';
import { TimeLimit } from './time-limit';

export interface ProviderOptions {
  provider: Provider;
  baseUrl: string;
  timeoutMs: number;
  /** What its refusal is to the order. */
  refusal: ProblemCode;
}

/** What a provider tells us is some hundred bytes long, in JSON, and each text in it is short: it is kept with the order, and shown. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_TEXT = 255;

const agent = new Agent({ maxResponseSize: MAX_ANSWER_BYTES });

const HEADERS = { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'order-processor' };

/** 401, 403, 404: our own settings are wrong, which is no fault of the order's. 408 and 429: it has not looked at it. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 404, 408, 429]);

/** One call of a provider. */
export interface Call<Field extends string> {
  path: string;
  body: object;
  /** The same for every repeat of one effect. */
  idempotencyKey: string;
  /** What an answer of success has to tell, each a text. */
  tells: readonly Field[];
}

interface Answer {
  status: number;
  text: string;
  retryAfter: string | undefined;
}

/** What has to be done right before a call, and only if it is made. When it throws, the call is not made. */
export type Announce = () => Promise<void>;

/** Calls a provider over HTTP so that a repeat is harmless, and tells a passing trouble from a refusal. */
export class ProviderClient {
  constructor(
    private readonly options: ProviderOptions,
    private readonly breaker: Breaker,
  ) {}

  /**
   * Resolves to what the answer tells. One that says yes and does not tell it is none: what comes next could not be asked for.
   * @throws ProviderDownError when it was not called; ProviderUnavailableError, ProviderRefusedError; what `announce` throws; or the signal's
   *   reason once that is aborted
   */
  post<Field extends string>(
    call: Call<Field>,
    signal: AbortSignal,
    announce?: Announce,
  ): Promise<Record<Field, string>> {
    return this.breaker.run(async () => {
      await announce?.();
      return this.judge(await this.send(call, signal), call.tells);
    });
  }

  private judge<Field extends string>(
    { status, text, retryAfter }: Answer,
    tells: readonly Field[],
  ): Record<Field, string> {
    const { provider, refusal } = this.options;
    if (status >= 200 && status < 300) return this.read(text, tells);
    const retryAfterMs = millisecondsUntil(retryAfter);
    if (status === 409) throw new ProviderBusyError(provider, 'answered 409', { retryAfterMs });
    // A redirect is not followed: what is elsewhere is a matter of our own settings, too.
    if (status >= 500 || status < 400 || PASSING.has(status))
      throw new ProviderUnavailableError(provider, `answered ${status}`, { retryAfterMs });
    throw new ProviderRefusedError(provider, refusal, `${status} ${text.slice(0, 300)}`);
  }

  private async send({ path, body, idempotencyKey }: Call<string>, signal: AbortSignal): Promise<Answer> {
    const { provider, baseUrl, timeoutMs } = this.options;
    const limit = new TimeLimit(timeoutMs, signal);
    try {
      const answer = await request(`${baseUrl.replace(/\/$/, '')}${path}`, {
        method: 'POST',
        dispatcher: agent,
        headers: { ...HEADERS, 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
        signal: limit.signal,
      });
      const retryAfter = [answer.headers['retry-after']].flat()[0];
      return { status: answer.statusCode, text: await answer.body.text(), retryAfter };
    } catch (cause) {
      signal.throwIfAborted();
      if (isUnreached(cause)) throw new ProviderUnreachedError(provider, 'is out of reach', { cause });
      const why = isTooLong(cause) ? `answered with more than ${MAX_ANSWER_BYTES} bytes` : 'is out of reach';
      const late = `did not answer within ${timeoutMs} ms`;
      throw new ProviderUnavailableError(provider, limit.isOver ? late : why, { cause });
    } finally {
      limit.lift();
    }
  }

  private read<Field extends string>(text: string, tells: readonly Field[]): Record<Field, string> {
    const answer = this.parse(text);
    const untold = tells.filter((field) => !isText(answer?.[field], MAX_TEXT));
    if (untold.length === 0) return answer as Record<Field, string>;
    throw new ProviderUnavailableError(
      this.options.provider,
      `answered without a text of at most ${MAX_TEXT} characters as ${untold.join(' and ')}`,
    );
  }

  private parse(text: string): Record<string, unknown> | null {
    try {
      return JSON.parse(text) as Record<string, unknown> | null;
    } catch (cause) {
      throw new ProviderUnavailableError(this.options.provider, 'answered with something that is not JSON', { cause });
    }
  }
}

function isTooLong(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
}

/** Whether it went wrong before there was a connection, so that nothing was sent. Where a name has several addresses the error is several in one. */
function isUnreached(error: unknown): boolean {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.every((each) => {
    const { syscall, code } = each as NodeJS.ErrnoException;
    return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
  });
}

/** What `Retry-After` says, in seconds or as a date (RFC 9110, section 10.2.3), in milliseconds from now. */
function millisecondsUntil(retryAfter: string | undefined): number {
  if (retryAfter === undefined) return 0;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}
