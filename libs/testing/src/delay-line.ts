/** Carries out one thing after the other, each some time after it was asked for, and never before the one asked for before it. */
export class DelayLine {
  private readonly waiting: { act: () => void; dueAt: number }[] = [];

  /** @param delayMs asked anew each time */
  constructor(private readonly delayMs: () => number) {}

  add(act: () => void): void {
    const delayMs = this.delayMs();
    if (delayMs === 0 && this.waiting.length === 0) return act();
    this.waiting.push({ act, dueAt: performance.now() + delayMs });
    // One timer for the first in line, and not one for each: timers of different lengths may overtake each other.
    if (this.waiting.length === 1) this.wake();
  }

  private wake(): void {
    const [first] = this.waiting;
    if (first !== undefined) setTimeout(() => this.run(), Math.max(0, first.dueAt - performance.now()));
  }

  private run(): void {
    while (this.waiting.length > 0 && this.waiting[0]!.dueAt <= performance.now()) {
      // Taken out only afterwards: what is added meanwhile has to line up.
      this.waiting[0]!.act();
      this.waiting.shift();
    }
    this.wake();
  }
}
