import type { DeathReason } from './outcome';

/** A message that nobody could handle, kept until somebody looks at it. */
export interface DeadLetter {
  /** Begins with when it died, in milliseconds since 1970 and 13 digits: ids sort by it. */
  id: string;
  reason: DeathReason;
  /** The error that it died of, and what caused that, outermost first. */
  errors: { name: string; message: string }[];
  attempts: number;
  deliveries: number;
  /** When its first attempt failed, RFC 3339. */
  firstFailedAt: string;
  /** When its last attempt failed, RFC 3339. */
  diedAt: string;
  /** The message as it was in the queue. */
  message: string;
}

export function deadLetterId(messageId: string, diedAt: Date): string {
  return `${String(diedAt.getTime()).padStart(13, '0')}-${messageId}`;
}

/** The error and its causes, outermost first; no more than ten, as a chain of causes may be a ring. */
export function errorChain(error: unknown): DeadLetter['errors'] {
  const chain: DeadLetter['errors'] = [];
  for (let cause = error; cause !== undefined && cause !== null && chain.length < 10;) {
    if (cause instanceof Error) chain.push({ name: cause.name, message: cause.message });
    else chain.push({ name: typeof cause, message: typeof cause === 'string' ? cause : JSON.stringify(cause) });
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}
