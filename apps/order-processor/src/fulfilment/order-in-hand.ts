import { hasEnded, mayMove, type TransitionType } from '@ofs/contracts';
import { type Change, type Findings, moved, type Order, OrderMissingError, type OrderReader } from '@ofs/order-store';
import { type Delivery, StaleWriteError, UnrecoverableError } from '@ofs/redis-queue';

export const ACTOR = 'order-processor';

/** What a step has brought about: how it moves the order, and what it found out. */
export interface StepResult {
  type: TransitionType;
  findings?: Findings;
  detail?: object;
}

/** An order that this consumer has a delivery for: what it knows of it, and its only way to write to it. */
export class OrderInHand {
  private constructor(
    private known: Order,
    private readonly delivery: Delivery,
    private readonly orders: OrderReader,
  ) {}

  /** @throws UnrecoverableError when there is no such order */
  static async take(orderId: string, delivery: Delivery, orders: OrderReader): Promise<OrderInHand> {
    return new OrderInHand(await load(orderId, orders), delivery, orders);
  }

  /** As it was when it was last read or written here. */
  get order(): Order {
    return this.known;
  }

  /** Aborted when the order is no longer this consumer's. */
  get signal(): AbortSignal {
    return this.delivery.signal;
  }

  /**
   * Writes what a step has brought about. If others changed the order meanwhile it is moved on from where it stands now, as what
   * was brought about is there; unless the table does not allow that any more: then it stays as they left it.
   */
  async move(result: StepResult): Promise<void> {
    while (mayMove(result.type, this.known)) if (await this.moveIfUnchanged(result)) return;
  }

  /** Resolves to false when others changed the order meanwhile: nothing was written, and it is in hand as they left it. */
  async moveIfUnchanged(result: StepResult): Promise<boolean> {
    const { order, writes } = this.changed(result);
    const isEnd = hasEnded(order.status);
    return this.commit(order, () => (isEnd ? this.delivery.acknowledge(writes) : this.delivery.checkpoint(writes)));
  }

  /** Moves the order, as `moveIfUnchanged` does, and lets it go: it gets a message when somebody has something for it. */
  async moveAndLetGo(result: StepResult): Promise<boolean> {
    const { order, writes } = this.changed(result);
    return this.commit(order, () => this.delivery.acknowledge(writes));
  }

  /** Lets the order go as it is. */
  async letGo(): Promise<void> {
    await this.delivery.acknowledge();
  }

  /** Lets the order go as it is, for so many milliseconds. */
  async putOff(delayMs: number): Promise<void> {
    await this.delivery.putOff(delayMs);
  }

  /** Whether it is not in hand any more: it has ended, was let go, or was put off. */
  get isLetGo(): boolean {
    return this.delivery.settled !== undefined;
  }

  /** Reads the order again. Resolves to whether others have moved it to where another step comes next, or none. */
  async hasMoved(): Promise<boolean> {
    const { status } = this.known;
    this.known = await load(this.known.id, this.orders);
    return this.known.status !== status;
  }

  private changed({ type, findings, detail }: StepResult): Change {
    const doer = { actor: ACTOR, attempt: this.delivery.attempt, time: new Date().toISOString() };
    return moved(this.known, type, doer, findings, detail);
  }

  private async commit(order: Order, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
      this.known = await load(order.id, this.orders);
      return false;
    }
    this.known = order;
    return true;
  }
}

async function load(orderId: string, orders: OrderReader): Promise<Order> {
  try {
    return await orders.get(orderId);
  } catch (cause) {
    if (cause instanceof OrderMissingError) throw new UnrecoverableError(cause.message, { cause });
    throw cause;
  }
}
