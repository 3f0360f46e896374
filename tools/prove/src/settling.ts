import type { HttpClient } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, listWaiting } from './audit/api-evidence';
import type { WaitingOrder } from './audit/evidence';

interface QueueState {
  backlog: number;
  inFlight: number;
  delayed: number;
}

const LOOK_EVERY_MS = 250;

interface Settled {
  /** Who waited for stock when the queue had run empty for the first time: nobody has told them by then that there is any. */
  waiting: WaitingOrder[];
  /** Whether no order was under way or waited for stock before the time was over. */
  settled: boolean;
  settleMs: number;
}

/** Waits until all orders have come to where they stay; first for an empty queue, and then for stock, each for so long at the most. */
export async function settle(http: HttpClient, patienceMs: number): Promise<Settled> {
  const startedAt = performance.now();
  await until(() => isEmpty(http), patienceMs);
  const waiting = await listWaiting(http);
  const settled = await until(() => isAtRest(http), patienceMs);
  return { waiting, settled, settleMs: performance.now() - startedAt };
}

async function until(holds: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) return false;
    await wait(LOOK_EVERY_MS);
  }
  return true;
}

/** An order that waits for stock has no message. It is looked for between two looks at the queue: it may go from one to the other meanwhile. */
async function isAtRest(http: HttpClient): Promise<boolean> {
  return (await isEmpty(http)) && !(await someWait(http)) && (await isEmpty(http));
}

async function someWait(http: HttpClient): Promise<boolean> {
  const page = await ask<{ orders: object[] }>(http, '/v1/orders?status=backordered&limit=1').catch(() => undefined);
  return page?.orders.length !== 0;
}

async function isEmpty(http: HttpClient): Promise<boolean> {
  // Just after the last fault it may not answer yet.
  const queue = await ask<QueueState>(http, '/v1/queue').catch(() => undefined);
  return queue !== undefined && queue.backlog + queue.inFlight + queue.delayed === 0;
}
