import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const TELL_EVERY_MS = 5_000;

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
