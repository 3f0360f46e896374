import { Injectable } from '@nestjs/common';
import {
  MAX_HOLDS,
  newHoldId,
  ORDER_ACCEPTED,
  type OrderAcceptedMessage,
  type OrderAction,
  partitionOf,
  supportedActions,
} from '@ofs/contracts';
import {
  DeadLetters,
  EnqueueUnconfirmedError,
  QueueProducer,
  RecordWriter,
  RedisUnavailableError,
} from '@ofs/redis-queue';
import type { Order } from './order';
import { OrderReader } from './order-reader.service';
import { type Change, type Doer, moved, retried } from './transition';

/** How often an order may change under our hands before we give up: one that is fulfilled meanwhile changes a few times. */
const TRIES = 10;

/** Who intervenes, why, and in which order only. */
export interface Intervention {
  actor: string;
  reason?: string;
  /** What the order must be like, or nothing is done. */
  precondition?: (order: Order) => boolean;
}

/** Thrown when the order, as it stands, does not take this action. */
export class ActionNotSupportedError extends Error {
  constructor(
    readonly order: Order,
    readonly action: OrderAction,
  ) {
    super(`Order ${order.id}, which is ${order.status}, does not take ${action}`);
    this.name = 'ActionNotSupportedError';
  }
}

/** Thrown when the order is not what the caller takes it for. */
export class OrderChangedError extends Error {
  constructor(readonly order: Order) {
    super(`Order ${order.id} is at version ${order.version}`);
    this.name = 'OrderChangedError';
  }
}

/** Thrown when the order has no hold with this id: it was never there, or was released. */
export class HoldMissingError extends Error {
  constructor(
    readonly orderId: string,
    readonly holdId: string,
  ) {
    super(`Order ${orderId} has no hold ${holdId}`);
    this.name = 'HoldMissingError';
  }
}

/** Thrown when the order has MAX_HOLDS holds already. */
export class TooManyHoldsError extends Error {
  constructor(readonly order: Order) {
    super(`Order ${order.id} has ${order.holds.length} holds`);
    this.name = 'TooManyHoldsError';
  }
}

/** Thrown when the order changed again and again before it could be changed. Nothing was done. */
export class OrderBusyError extends Error {
  constructor(readonly orderId: string) {
    super(`Order ${orderId} keeps changing`);
    this.name = 'OrderBusyError';
  }
}

/** Thrown when Redis did not confirm the change. It may have been made: look at the order. */
export class InterventionUnconfirmedError extends Error {
  constructor(
    readonly orderId: string,
    options?: ErrorOptions,
  ) {
    super(`The change of order ${orderId} was not confirmed`, options);
    this.name = 'InterventionUnconfirmedError';
  }
}

/**
 * What operators do to orders. Each action changes the order, and sends the message that goes on with it, in one step, and only if
 * nobody changed the order since it was looked at: between a cancel and a step of the fulfilment there is one winner.
 *
 * Every action resolves to the order as it is then, and throws OrderMissingError, OrderChangedError, ActionNotSupportedError,
 * OrderBusyError, InterventionUnconfirmedError or RedisUnavailableError (nothing was done).
 */
@Injectable()
export class OrderControl {
  constructor(
    private readonly reader: OrderReader,
    private readonly writer: RecordWriter,
    private readonly producer: QueueProducer,
    private readonly deadLetters: DeadLetters,
  ) {}

  /** Has undone what was done for the order, after which it is cancelled. */
  cancel(orderId: string, intervention: Intervention): Promise<Order> {
    return this.intervene('cancel', orderId, intervention, (order, doer, detail) =>
      moved(order, 'order.cancel_requested', doer, { failure: null, holds: [] }, detail),
    );
  }

  /** Keeps the order from going on. @throws TooManyHoldsError */
  hold(orderId: string, reason: string, intervention: Intervention): Promise<Order> {
    const hold = { id: newHoldId(), reason };
    return this.intervene('hold', orderId, intervention, (order, doer) => {
      if (order.holds.length >= MAX_HOLDS) throw new TooManyHoldsError(order);
      const type = order.status === 'on_hold' ? 'hold.added' : 'order.held';
      return moved(order, type, doer, { holds: [...order.holds, hold] }, { holdId: hold.id, reason });
    });
  }

  /** Lets go of one hold; with the last one the order goes on. @throws HoldMissingError */
  release(orderId: string, holdId: string, intervention: Intervention): Promise<Order> {
    return this.intervene('release', orderId, intervention, (order, doer) => {
      const released = order.holds.find(({ id }) => id === holdId);
      if (released === undefined) throw new HoldMissingError(orderId, holdId);
      const holds = order.holds.filter((hold) => hold !== released);
      const type = holds.length === 0 ? 'order.released' : 'hold.released';
      return moved(order, type, doer, { holds }, { holdId, reason: released.reason });
    });
  }

  /** Gives a failed order all its attempts again, from where it stood. */
  retry(orderId: string, intervention: Intervention): Promise<Order> {
    return this.intervene('retry', orderId, intervention, retried);
  }

  private async intervene(
    action: OrderAction,
    orderId: string,
    { actor, reason, precondition = () => true }: Intervention,
    decide: (order: Order, doer: Doer, detail?: object) => Change,
  ): Promise<Order> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const order = await this.reader.get(orderId);
      if (!precondition(order)) throw new OrderChangedError(order);
      if (!supportedActions(order).includes(action)) throw new ActionNotSupportedError(order, action);
      const doer = { actor, time: new Date().toISOString() };
      const change = decide(order, doer, reason === undefined ? undefined : { reason });
      if (await this.confirmed(order, change)) return change.order;
    }
    throw new OrderBusyError(orderId);
  }

  /** Resolves to false when somebody else changed the order first. */
  private async confirmed(from: Order, change: Change): Promise<boolean> {
    try {
      return await this.write(from, change);
    } catch (cause) {
      if (!(cause instanceof RedisUnavailableError || cause instanceof EnqueueUnconfirmedError)) throw cause;
      throw new InterventionUnconfirmedError(from.id, { cause });
    }
  }

  private async write(from: Order, { order, writes }: Change): Promise<boolean> {
    if (from.deadLetterId !== undefined) {
      const result = await this.deadLetters.replay(from.deadLetterId, { writes });
      // A letter that was discarded or forgotten cannot be replayed; a new message does as well.
      if (result !== 'gone') return result === 'replayed';
    }
    if (order.status === 'on_hold') return (await this.writer.write(writes)) === 'written';
    const data: OrderAcceptedMessage = { orderId: order.id };
    const { outcome } = await this.producer.enqueue(
      { type: ORDER_ACCEPTED, source: 'order-control', subject: order.id, data },
      { partition: partitionOf(order.id), writes, beyondLimit: true },
    );
    return outcome === 'appended';
  }
}
