const EVERY_MS = 2_000;

/** Tells how far an export has come, every now and then. */
export class Progress {
  /** How many orders were written. */
  written = 0;
  /** How many could not be read. */
  unreadable = 0;
  private toldAt = performance.now();

  constructor(private readonly say: (sentence: string) => void) {}

  tell(written: number, upTo: string | undefined, unreadable: string[]): void {
    this.written += written;
    this.unreadable += unreadable.length;
    for (const id of unreadable) this.say(`${id} cannot be read, and is left out`);
    if (upTo === undefined || performance.now() - this.toldAt < EVERY_MS) return;
    this.toldAt = performance.now();
    this.say(`${this.written} orders, up to ${upTo}`);
  }
}
