import { randomUUID } from 'node:crypto';
import { UnreadableMessageError } from './errors';

/** What travels through the queue: a CloudEvents 1.0 event (JSON format) with the extension attributes we need. */
export interface Message<T = unknown> {
  specversion: '1.0';
  id: string;
  /** What happened, such as `order.accepted`. Decides which handler gets it. */
  type: string;
  /** Who says so. */
  source: string;
  /** Whom it is about, such as an order's id. */
  subject: string;
  /** When it was enqueued first, RFC 3339. */
  time: string;
  /** The version of the shape of `data`. */
  schemaversion: number;
  /** Which attempt at handling comes next, from 1. Only a handler's failure makes it grow. */
  attempt: number;
  /** When its first attempt failed, RFC 3339. */
  firstfailedat?: string;
  /** W3C Trace Context, to join the consumer's trace to the producer's. */
  traceparent?: string;
  /**
   * Messages of one queue with the same key are handled in the order of their enqueueing, one at a time (CloudEvents
   * Partitioning extension): the next when the one before it is acknowledged or dead.
   */
  partitionkey?: string;
  data: T;
}

export type NewMessage<T = unknown> = Pick<Message<T>, 'type' | 'source' | 'subject' | 'data'> &
  Partial<Pick<Message<T>, 'id' | 'schemaversion' | 'traceparent' | 'partitionkey'>>;

export function createMessage<T>(message: NewMessage<T>): Message<T> {
  const { data, ...attributes } = message;
  return {
    specversion: '1.0',
    id: randomUUID(),
    time: new Date().toISOString(),
    schemaversion: 1,
    attempt: 1,
    ...attributes,
    data,
  };
}

/** @throws UnreadableMessageError when the text is not a message of ours */
export function parseMessage(wire: string): Message {
  let message: Partial<Message> | null;
  try {
    message = JSON.parse(wire) as Partial<Message> | null;
  } catch (cause) {
    throw new UnreadableMessageError('The entry is not JSON', { cause });
  }
  for (const attribute of ['id', 'type', 'source', 'subject', 'time'] as const) {
    if (typeof message?.[attribute] !== 'string') throw new UnreadableMessageError(`The entry has no "${attribute}"`);
  }
  if (!Number.isInteger(message?.attempt)) throw new UnreadableMessageError('The entry has no "attempt"');
  return message as Message;
}
