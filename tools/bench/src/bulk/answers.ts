/** The upload is told in so many parts, to see whether the last of it is as fast as the first. */
const PARTS = 10;

const ACCEPTED = /"status":202\b/;

/** Reads the answer to an upload, a line for each order, while it comes. */
export class Answers {
  private rest = '';
  private accepted = 0;
  private refused?: string;
  /** When each part of the orders was accepted, and when it began. */
  private readonly times = [performance.now()];

  constructor(private readonly orders: number) {}

  add(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString()).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.read(line);
  }

  /** @throws Error when an order was not accepted */
  figures(): { ordersPerSecond: number; parts: number[] } {
    const { orders, times, accepted, refused } = this;
    if (refused !== undefined || accepted !== orders)
      throw new Error(`${accepted} of ${orders} orders were accepted: ${refused ?? this.rest}`);
    const parts = times.slice(1).map((time, index) => (1_000 * orders) / PARTS / (time - times[index]!));
    return { ordersPerSecond: (1_000 * orders) / (times.at(-1)! - times[0]!), parts };
  }

  private read(line: string): void {
    if (!ACCEPTED.test(line)) {
      this.refused ??= line;
      return;
    }
    this.accepted += 1;
    if (this.accepted >= (this.orders * this.times.length) / PARTS) this.times.push(performance.now());
  }
}
