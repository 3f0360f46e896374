import { Injectable } from '@nestjs/common';
import { type Ask, bodyOf, type Decided, type Entry, newEffectId } from './effects';
import { Ledger } from './ledger';
import { type RefusalCode, refusals } from './refusals';
import type { Script } from './scripts';

/** What to send, and when. */
export interface Reply {
  status: number;
  body: object;
  headers?: Record<string, string>;
  delayMs?: number;
  /** Never to be sent: the client shall not learn what happened. */
  unanswered?: boolean;
}

const failures = {
  unavailable: {
    status: 503,
    body: { code: 'service_unavailable', message: 'The service is unavailable, try again' },
  },
  rate_limited: {
    status: 429,
    body: { code: 'rate_limited', message: 'Too many requests, try again later' },
    headers: { 'Retry-After': '1' },
  },
} as const satisfies Record<string, Reply>;

const keyReused: Reply = {
  status: 422,
  body: { code: 'idempotency_key_reused', message: 'The Idempotency-Key was used for another request' },
};

/** One key, one effect: the first request decides, the later ones get its answer. */
@Injectable()
export class IdempotentReplies {
  /** How often keys have failed that are scripted to fail first; forgotten once the key has its answer. */
  private readonly failed = new Map<string, number>();

  constructor(private readonly ledger: Ledger) {}

  /**
   * Synchronous from the look at the key to the record in the ledger: an `await` between them would let two requests
   * with one key have two effects. Waiting is left to whoever sends the reply.
   * @param decide what the request does, or why not; called once per key, when it is not scripted to fail
   */
  replyTo(ask: Ask, script: Script, decide: () => Decided | RefusalCode): Reply {
    const delayMs = script.outcome === 'slow' ? script.delayMs : undefined;
    const known = this.ledger.find(ask.key);
    if (known !== undefined) return known.fingerprint === ask.fingerprint ? this.replay(known, delayMs) : keyReused;
    const failed = this.failed.get(ask.key) ?? 0;
    if (script.outcome === 'fails-first' && failed < script.times) {
      this.failed.set(ask.key, failed + 1);
      return failures[script.with];
    }
    const decided = script.outcome === 'refused' ? script.refusal : decide();
    const entry = entryOf(ask, decided, failed + 1);
    this.ledger.record(entry);
    this.failed.delete(ask.key);
    return { ...replyOf(entry), delayMs, unanswered: script.outcome === 'unanswered-once' };
  }

  private replay(known: Entry, delayMs: number | undefined): Reply {
    this.ledger.countReplay(known);
    return { ...replyOf(known), delayMs, headers: { 'Idempotent-Replayed': 'true' } };
  }
}

function entryOf({ key, fingerprint }: Ask, decided: Decided | RefusalCode, requests: number): Entry {
  const at = Date.now();
  if (typeof decided === 'string') return { kind: 'refusal', refusal: decided, key, fingerprint, at };
  // The spread comes last: an object that begins with one takes V8 more than twice the memory, for every effect there is.
  return { id: newEffectId(decided.kind), key, fingerprint, at, requests, ...decided };
}

function replyOf(entry: Entry): Reply {
  if (entry.kind !== 'refusal') return { status: 201, body: bodyOf(entry) };
  const { status, message } = refusals[entry.refusal];
  return { status, body: { code: entry.refusal, message } };
}
