import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Repeats an assertion until it passes, for what other processes bring about.
 * @param timeoutMs after which the assertion's last error is thrown. @default 20_000
 */
export async function eventually<T>(assertion: () => T | Promise<T>, { timeoutMs = 20_000 } = {}): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}
