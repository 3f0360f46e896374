interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface BatchLimits<Item> {
  maxItems: number;
  /** The most that the items of one batch weigh together, in characters; a single heavier item goes alone. */
  maxWeight: number;
  weigh: (item: Item) => number;
  /** How many batches may be under way at the same time. @default 1 */
  atOnce?: number;
}

/**
 * Shares one round trip, and with it one fsync, between all calls that are made while the last one is under way: a group
 * commit. Alone, a call leaves at the end of the turn of the event loop that made it.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private underWay = 0;

  /**
   * @param send resolves to a result or an error for each item, in their order. When it rejects, so do all the batch's calls and
   * those that came behind it: whoever asked would otherwise wait once more for a server that has just failed to answer.
   */
  constructor(
    private readonly send: (items: Item[]) => Promise<(Result | Error)[]>,
    private readonly limits: BatchLimits<Item>,
  ) {}

  add(item: Item): Promise<Result> {
    const answer = new Promise<Result>((resolve, reject) => this.waiting.push({ item, resolve, reject }));
    if (this.underWay < (this.limits.atOnce ?? 1)) {
      this.underWay += 1;
      setImmediate(() => void this.sendAll());
    }
    return answer;
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) await this.sendOne(this.takeBatch());
    this.underWay -= 1;
  }

  private takeBatch(): Waiting<Item, Result>[] {
    const { maxItems, maxWeight, weigh } = this.limits;
    let weight = 0;
    const end = this.waiting.findIndex(({ item }, index) => {
      weight += weigh(item);
      return index > 0 && (index >= maxItems || weight > maxWeight);
    });
    return this.waiting.splice(0, end === -1 ? this.waiting.length : end);
  }

  private async sendOne(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.send(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index] as Result | Error;
        if (result instanceof Error) reject(result);
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of [...batch, ...this.waiting.splice(0)]) reject(error);
    }
  }
}
