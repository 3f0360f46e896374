/** What it took to consume so many orders. */
export interface Consumed {
  orders: number;
  /** From the first that was delivered to the last that was settled. */
  seconds: number;
  /** Of the whole process, in user and in kernel mode, in microseconds. */
  cpuUs: number;
  residentBytes: number;
}

/** Watches a consumer from its start until it has settled so many orders. */
export class Drain {
  /** Resolves when they are settled. */
  readonly done: Promise<void>;
  private resolve: () => void = () => undefined;
  private readonly cpu = process.cpuUsage();
  private settledOrders = 0;
  private begunAt = 0;
  private endedAt = 0;

  constructor(private readonly orders: number) {
    this.done = new Promise((resolve) => (this.resolve = resolve));
  }

  /** An order was delivered. */
  begin(): void {
    this.begunAt ||= performance.now();
  }

  /** An order is done, and the queue knows it. */
  settle(): void {
    this.settledOrders += 1;
    this.endedAt = performance.now();
    if (this.settledOrders === this.orders) this.resolve();
  }

  /** Also of the few that were fetched beyond; to be asked when the consumer is closed. */
  figures(): Consumed {
    const { user, system } = process.cpuUsage(this.cpu);
    return {
      orders: this.settledOrders,
      seconds: (this.endedAt - this.begunAt) / 1_000,
      cpuUs: user + system,
      residentBytes: process.memoryUsage.rss(),
    };
  }
}
