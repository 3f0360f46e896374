/**
 * Aborts its signal when a time is over, or when another signal is aborted, with that one's reason. `AbortSignal.any()` with an
 * `AbortSignal.timeout()` would say the same, but Node 20 may collect the timeout as garbage, and then waits for ever.
 */
export class TimeLimit {
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private over = false;

  constructor(
    milliseconds: number,
    private readonly other: AbortSignal,
  ) {
    this.timer = setTimeout(() => this.end(), milliseconds);
    other.addEventListener('abort', this.follow, { once: true });
    if (other.aborted) this.follow();
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Whether the time was over first. */
  get isOver(): boolean {
    return this.over;
  }

  /** Call it when what was limited is done: the other signal may live much longer. */
  lift(): void {
    clearTimeout(this.timer);
    this.other.removeEventListener('abort', this.follow);
  }

  private readonly follow = (): void => this.abort.abort(this.other.reason);

  private end(): void {
    this.over = !this.abort.signal.aborted;
    this.abort.abort(new DOMException('The time is over', 'TimeoutError'));
  }
}
