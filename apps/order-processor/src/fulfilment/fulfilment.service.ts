import { Injectable } from '@nestjs/common';
import { hasEnded, type OrderStatus, type TransitionType } from '@ofs/contracts';
import { type Change, type Findings, moved, type Order, OrderMissingError, OrderReader } from '@ofs/order-store';
import { type Delivery, StaleWriteError, UnrecoverableError } from '@ofs/redis-queue';
import { Carrier } from '../providers/carrier.service';
import { PaymentGateway } from '../providers/payment-gateway.service';

export const ACTOR = 'order-processor';

/** What a step has done: how it moves the order, and what it found out. */
interface StepResult {
  type: TransitionType;
  findings?: Findings;
  detail?: object;
}

type Step = (order: Order, signal: AbortSignal) => Promise<StepResult> | StepResult;

/**
 * Carries an order from step to step until it ends. Each step is committed before the next begins, so that an attempt resumes
 * after the last one that was. A step that was done but not committed is done again, with the same key: its provider sees a repeat.
 */
@Injectable()
export class FulfilmentService {
  /** Which step an order takes next, by where it stands. Where there is none, there is nothing to do. */
  private readonly steps: Partial<Record<OrderStatus, Step>> = {
    accepted: () => this.reserve(),
    reserved: (order, signal) => this.authorize(order, signal),
    authorized: (order, signal) => this.ship(order, signal),
    shipped: (order, signal) => this.capture(order, signal),
  };

  constructor(
    private readonly orders: OrderReader,
    private readonly payments: PaymentGateway,
    private readonly carrier: Carrier,
  ) {}

  async fulfil(orderId: string, delivery: Delivery): Promise<void> {
    let order = await this.load(orderId);
    for (let step = this.steps[order.status]; step !== undefined; step = this.steps[order.status]) {
      const { type, findings, detail } = await step(order, delivery.signal);
      const doer = { actor: ACTOR, attempt: delivery.attempt, time: new Date().toISOString() };
      order = await this.commit(moved(order, type, doer, findings, detail), delivery);
    }
  }

  private async load(orderId: string): Promise<Order> {
    try {
      return await this.orders.get(orderId);
    } catch (cause) {
      if (cause instanceof OrderMissingError) throw new UnrecoverableError(cause.message, { cause });
      throw cause;
    }
  }

  /** Resolves to the order as it stands then: if somebody else changed it in the meantime, that is not this change. */
  private async commit({ order, writes }: Change, delivery: Delivery): Promise<Order> {
    try {
      await (hasEnded(order.status) ? delivery.acknowledge(writes) : delivery.checkpoint(writes));
      return order;
    } catch (error) {
      if (error instanceof StaleWriteError) return this.load(order.id);
      throw error;
    }
  }

  /** No SKU is tracked, and one that is not tracked is always available. */
  private reserve(): StepResult {
    return { type: 'order.reserved' };
  }

  private async authorize(order: Order, signal: AbortSignal): Promise<StepResult> {
    const authorizationId = await this.payments.authorize(order, signal);
    return {
      type: 'order.authorized',
      findings: { authorizationId },
      detail: { authorizationId, amount: order.totalAmount },
    };
  }

  private async ship(order: Order, signal: AbortSignal): Promise<StepResult> {
    const shipment = await this.carrier.ship(order, signal);
    return { type: 'order.shipped', findings: { shipments: [...order.shipments, shipment] }, detail: shipment };
  }

  private async capture(order: Order, signal: AbortSignal): Promise<StepResult> {
    const captureId = await this.payments.capture(order, signal);
    return { type: 'order.completed', detail: { captureId, amount: order.totalAmount } };
  }
}
