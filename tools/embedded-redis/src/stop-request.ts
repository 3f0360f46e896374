/** npm passes a Ctrl-C on to a process that the terminal has told already; a hand is slower than that. */
const SAME_KEYSTROKE_MS = 500;

export interface StopRequests {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP. */
  readonly first: Promise<void>;
  /** Resolves when somebody asks again, out of patience. */
  readonly again: Promise<void>;
}

/** Listens for requests to stop. From its call on none of the signals ends the process by itself. */
export function stopRequests(): StopRequests {
  let firstAt: number | undefined;
  let resolveFirst!: () => void;
  let resolveAgain!: () => void;
  const first = new Promise<void>((resolve) => (resolveFirst = resolve));
  const again = new Promise<void>((resolve) => (resolveAgain = resolve));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      firstAt ??= performance.now();
      if (performance.now() - firstAt > SAME_KEYSTROKE_MS) resolveAgain();
      else resolveFirst();
    });
  }
  return { first, again };
}
