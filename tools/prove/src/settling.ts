import type { HttpClient } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './audit/api-evidence';

interface QueueState {
  backlog: number;
  inFlight: number;
  delayed: number;
}

const LOOK_EVERY_MS = 250;

/** Waits until the queue is empty: whoever waits for stock then has not been told that there is any. Gives up when the time is over. */
export async function untilQuiet(http: HttpClient, timeoutMs: number): Promise<void> {
  await until(() => isEmpty(http), timeoutMs);
}

/** Waits until no order is under way or waits for stock. Resolves to whether that was so before the time was over. */
export async function untilSettled(http: HttpClient, timeoutMs: number): Promise<boolean> {
  return until(() => isAtRest(http), timeoutMs);
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
