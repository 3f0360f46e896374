import type { RefusalCode } from './refusals';

/** How one operation goes, as its token or postal code says. */
export type Script =
  | { outcome: 'works' }
  | { outcome: 'refused'; refusal: RefusalCode }
  /** The first `times` requests of each key fail, leaving nothing behind. */
  | { outcome: 'fails-first'; times: number; with: 'unavailable' | 'rate_limited' }
  /** It happens, but whoever asked first is not told. */
  | { outcome: 'unanswered-once' }
  | { outcome: 'slow'; delayMs: number };

export interface PaymentScript {
  authorization: Script;
  /** Of the capture or the void that follows. Most tokens say nothing about them: they work. */
  capture?: Script;
  void?: Script;
}

export const WORKS: Script = { outcome: 'works' };
const MAX_DELAY_MS = 10_000;

/** Tokens are compared as they are, like any secret; one that no script knows is refused. */
export function scriptOfToken(token: string): PaymentScript {
  return scriptOfWhatFollows(token) ?? { authorization: scriptOfAuthorization(token) };
}

/** Any postal code but the scripted ones is an address that can be shipped to. Upper and lower case are the same. */
export function scriptOfPostalCode(postalCode: string): Script {
  const [name, count] = parse(postalCode.toUpperCase(), / (\d{1,5})$/);
  if (name === 'INVALID' && count === undefined) return { outcome: 'refused', refusal: 'address_invalid' };
  if (name === 'TIMEOUT' && count === undefined) return { outcome: 'unanswered-once' };
  if (name === 'FLAKY' && count !== undefined) return failsFirst(count);
  if (name === 'SLOW' && isDelay(count)) return { outcome: 'slow', delayMs: count };
  return WORKS;
}

function scriptOfWhatFollows(token: string): PaymentScript | undefined {
  const [name, count] = parse(token, /_(\d{1,5})$/);
  const authorization = WORKS;
  if (name === 'tok_capture_flaky' && count !== undefined) return { authorization, capture: failsFirst(count) };
  if (name === 'tok_void_flaky' && count !== undefined) return { authorization, void: failsFirst(count) };
  if (token === 'tok_capture_timeout') return { authorization, capture: { outcome: 'unanswered-once' } };
  if (token === 'tok_capture_decline') {
    return { authorization, capture: { outcome: 'refused', refusal: 'card_declined' } };
  }
  return undefined;
}

function scriptOfAuthorization(token: string): Script {
  const [name, count] = parse(token, /_(\d{1,5})$/);
  if (name === 'tok_flaky' && count !== undefined) return failsFirst(count);
  if (name === 'tok_rate_limited' && count !== undefined) return failsFirst(count, 'rate_limited');
  if (name === 'tok_slow' && isDelay(count)) return { outcome: 'slow', delayMs: count };
  return authorizations[token] ?? { outcome: 'refused', refusal: 'token_unknown' };
}

// No prototype: the token `constructor` must be an unknown one.
const authorizations: Partial<Record<string, Script>> = Object.assign(Object.create(null) as object, {
  tok_ok: WORKS,
  tok_decline: { outcome: 'refused', refusal: 'card_declined' },
  tok_insufficient_funds: { outcome: 'refused', refusal: 'insufficient_funds' },
  tok_timeout_after_charge: { outcome: 'unanswered-once' },
} satisfies Record<string, Script>);

function failsFirst(times: number, error: 'unavailable' | 'rate_limited' = 'unavailable'): Script {
  return { outcome: 'fails-first', times, with: error };
}

function isDelay(count: number | undefined): count is number {
  return count !== undefined && count <= MAX_DELAY_MS;
}

function parse(text: string, ending: RegExp): [name: string, count: number | undefined] {
  const match = ending.exec(text);
  return match === null ? [text, undefined] : [text.slice(0, match.index), Number(match[1])];
}
