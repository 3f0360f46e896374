import { setTimeout as sleep } from 'node:timers/promises';
import type { SpawnedProcess } from './spawned-process';

const POLL_MS = 50;
const TELL_EVERY_MS = 5_000;

/** Thrown when a process ended, or its time was over, before it was healthy. */
export class UnhealthyError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnhealthyError';
  }
}

/**
 * Waits until a process that was just started answers 200 at this address.
 * @throws UnhealthyError
 */
export async function untilStarted(child: SpawnedProcess, url: string, withinMs: number): Promise<void> {
  const over = new AbortController();
  void child.exited.then(({ code, signal }) =>
    over.abort(new UnhealthyError(`it ended with ${signal ?? `code ${code}`}`)),
  );
  // Not AbortSignal.any with AbortSignal.timeout: on Node 20 the timeout may be collected as garbage, and then never comes.
  const timeout = setTimeout(() => over.abort(new UnhealthyError(`not healthy after ${withinMs} ms`)), withinMs);
  try {
    await untilHealthy(url, over.signal);
  } finally {
    clearTimeout(timeout);
  }
}

/**
 * Waits until this address answers 200.
 * @param onWaiting told every few seconds what it answers instead
 * @throws what the signal was aborted with, when that comes first
 */
export async function untilHealthy(
  url: string,
  signal: AbortSignal,
  onWaiting: (answer: string) => void = () => undefined,
): Promise<void> {
  let toldAt = performance.now();
  for (;;) {
    const { ok, text } = await ask(url, signal);
    if (ok) return;
    signal.throwIfAborted();
    if (performance.now() - toldAt > TELL_EVERY_MS) {
      onWaiting(text);
      toldAt = performance.now();
    }
    await sleep(POLL_MS);
  }
}

async function ask(url: string, signal: AbortSignal): Promise<{ ok: boolean; text: string }> {
  try {
    const response = await fetch(url, { signal });
    return { ok: response.ok, text: await response.text() };
  } catch {
    return { ok: false, text: 'it does not listen yet' };
  }
}
