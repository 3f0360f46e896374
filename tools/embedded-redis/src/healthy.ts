import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Waits until this address answers 200.
 * @throws what the signal was aborted with, when that comes first
 */
export async function untilHealthy(url: string, signal: AbortSignal): Promise<void> {
  while (!(await answersOk(url, signal))) {
    signal.throwIfAborted();
    await sleep(POLL_MS);
  }
}

async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // it does not listen yet
  }
}
