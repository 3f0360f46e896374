import type { HttpClient } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './audit/api-evidence';

interface QueueState {
  backlog: number;
  inFlight: number;
  delayed: number;
}

const LOOK_EVERY_MS = 250;

/** Waits until the queue is empty. Resolves to whether it was, before the time was over. */
export async function untilSettled(http: HttpClient, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isEmpty(http))) {
    if (performance.now() > deadline) return false;
    await wait(LOOK_EVERY_MS);
  }
  return true;
}

async function isEmpty(http: HttpClient): Promise<boolean> {
  // Just after the last fault it may not answer yet.
  const queue = await ask<QueueState>(http, '/v1/queue').catch(() => undefined);
  return queue !== undefined && queue.backlog + queue.inFlight + queue.delayed === 0;
}
