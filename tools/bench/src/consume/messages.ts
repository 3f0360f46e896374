import { hashTag, type NewMessage, type WriteSet } from '@ofs/redis-queue';
import { referenceOf, sampleOrder } from '../sample-order';

export const QUEUE = 'bench';
export const TYPE = 'bench.order';

/** A message that brings its whole order with it, as a job of BullMQ does. */
export function messageOf(number: number): NewMessage {
  return { type: TYPE, source: 'bench', subject: referenceOf(number), data: sampleOrder(number) };
}

/** The record of an order that waits. */
export function beginning(subject: string): WriteSet {
  return { writes: [['HSET', recordKey(subject), 'state', '{"status":"accepted"}', 'version', 1]] };
}

/** What is written together with the acknowledgement, and only to a record that nobody has changed. */
export function end(subject: string): WriteSet {
  const entry = { sequence: 2, time: new Date().toISOString(), type: 'order.completed' };
  return {
    guard: { key: recordKey(subject), field: 'version', equals: 1 },
    writes: [
      ['HSET', recordKey(subject), 'state', '{"status":"completed"}', 'version', 2],
      ['RPUSH', `${hashTag(QUEUE, 0)}:timeline:${subject}`, JSON.stringify(entry)],
    ],
  };
}

function recordKey(subject: string): string {
  return `${hashTag(QUEUE, 0)}:record:${subject}`;
}
