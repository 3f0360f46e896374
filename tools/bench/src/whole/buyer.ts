import type { HttpClient } from '@ofs/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderTexts, referenceOf } from '../sample-order';

/** An order that was accepted. */
export interface Accepted {
  id: string;
  sentAt: number;
  /** When its 202 was here, on the clock of `performance.now()`. */
  answeredAt: number;
}

/** Places orders at a steady rate, however long the answers take. */
export async function placeSteadily(
  http: HttpClient,
  { perSecond, count, firstNumber }: { perSecond: number; count: number; firstNumber: number },
): Promise<Accepted[]> {
  const textOf = orderTexts(3);
  const startedAt = performance.now();
  const answers: Promise<Accepted>[] = [];
  for (let index = 0; index < count; index++) {
    const dueMs = startedAt + (1_000 * index) / perSecond - performance.now();
    if (dueMs > 0) await sleep(dueMs);
    answers.push(place(http, referenceOf(firstNumber + index), textOf(firstNumber + index)));
  }
  return Promise.all(answers);
}

async function place(http: HttpClient, key: string, order: string): Promise<Accepted> {
  const sentAt = performance.now();
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const { status, text } = await http.post('/v1/orders', order, headers);
  const answeredAt = performance.now();
  if (status !== 202) throw new Error(`An order was answered ${status}: ${text}`);
  return { id: (JSON.parse(text) as { id: string }).id, sentAt, answeredAt };
}
