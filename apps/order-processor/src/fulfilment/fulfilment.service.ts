import { Injectable } from '@nestjs/common';
import { mayMove, type OrderStatus } from '@ofs/contracts';
import { type Findings, OrderReader, Stock } from '@ofs/order-store';
import type { Delivery } from '@ofs/redis-queue';
import { Carrier } from '../providers/carrier.service';
import { PaymentGateway } from '../providers/payment-gateway.service';
import { ProviderDownError, ProviderUnreachedError } from '../providers/provider-errors';
import { Compensation } from './compensation.service';
import { OrderInHand, type StepResult } from './order-in-hand';
import { refusalOf } from './refusal';
import { Stocktaking } from './stocktaking.service';

type Step = (hand: OrderInHand) => Promise<unknown>;

/** Thrown when others have changed the order before the carrier was asked: it was not asked, and the order is in hand as they left it. */
class OrderMovedError extends Error {}

/**
 * Carries an order from step to step until it ends, or stands where only others can move it. Each step is committed before the next
 * begins, so that an attempt resumes after the last one that was. A step that was done but not committed is done again, with the
 * same key: its provider sees a repeat.
 */
@Injectable()
export class FulfilmentService {
  /** Which step an order takes next, by where it stands. Where there is none, there is nothing to do. */
  private readonly steps: Partial<Record<OrderStatus, Step>> = {
    accepted: (hand) => this.stocktaking.reserve(hand),
    backordered: (hand) => this.stocktaking.reserve(hand),
    reserved: async (hand) => hand.move(await this.authorize(hand)),
    authorized: (hand) => this.ship(hand),
    shipped: async (hand) => hand.move(await this.capture(hand)),
    compensating: (hand) => this.compensation.undoNext(hand),
  };

  constructor(
    private readonly orders: OrderReader,
    private readonly stocktaking: Stocktaking,
    private readonly stock: Stock,
    private readonly payments: PaymentGateway,
    private readonly carrier: Carrier,
    private readonly compensation: Compensation,
  ) {}

  async fulfil(orderId: string, delivery: Delivery): Promise<void> {
    const hand = await OrderInHand.take(orderId, delivery, this.orders);
    for (let step = this.nextStep(hand); step !== undefined; step = this.nextStep(hand)) {
      try {
        await step(hand);
      } catch (error) {
        delivery.signal.throwIfAborted();
        // Nothing was tried, so that nothing has failed.
        if (error instanceof ProviderDownError) await hand.putOff(error.waitMs);
        // Held, cancelled, or carried on by another meanwhile: where it stands now, nothing has failed yet. What only says that
        // others have tried as well is no reason to try again at once: two of them would drive each other on for ever.
        else if (!(await hand.hasMoved())) throw error;
      }
    }
  }

  private nextStep(hand: OrderInHand): Step | undefined {
    return hand.isLetGo ? undefined : this.steps[hand.order.status];
  }

  private async authorize({ order, signal }: OrderInHand): Promise<StepResult> {
    try {
      const authorizationId = await this.payments.authorize(order, signal);
      const detail = { authorizationId, amount: order.totalAmount };
      return { type: 'order.authorized', findings: { authorizationId }, detail };
    } catch (error) {
      return refusalOf('order.declined', error);
    }
  }

  /**
   * A parcel that has left cannot be called back. So the order says that the carrier is asked before it is, and nobody can hold or
   * cancel it from then on; while the carrier is taken to be down it does not. Every attempt says so for itself, and takes it back
   * when it knows that it has not reached the carrier: once all of them have, nobody has.
   */
  private async ship(hand: OrderInHand): Promise<void> {
    const request = hand.order.version + 1;
    const openRequests = [...(hand.order.openRequests ?? []), request];
    const announce = async (): Promise<void> => {
      const result: StepResult = { type: 'shipment.requested', findings: { openRequests } };
      if (!(await hand.moveIfUnchanged(result))) throw new OrderMovedError();
    };
    try {
      const shipment = await this.carrier.ship(hand.order, hand.signal, announce);
      await this.stock.ship(hand.order);
      const shipments = [...hand.order.shipments, shipment];
      await hand.move({ type: 'order.shipped', findings: { shipments }, detail: shipment });
    } catch (error) {
      if (error instanceof OrderMovedError) return;
      if (!(error instanceof ProviderUnreachedError)) return hand.move(refusalOf('order.undeliverable', error));
      await this.withdraw(request, hand);
      throw error;
    }
  }

  private async withdraw(request: number, hand: OrderInHand): Promise<void> {
    while (mayMove('shipment.withdrawn', hand.order) && hand.order.openRequests?.includes(request)) {
      const openRequests = hand.order.openRequests.filter((open) => open !== request);
      const findings: Findings = openRequests.length === 0 ? {} : { openRequests, fulfillmentStatus: 'requested' };
      if (await hand.moveIfUnchanged({ type: 'shipment.withdrawn', findings })) return;
    }
  }

  private async capture({ order, signal }: OrderInHand): Promise<StepResult> {
    const captureId = await this.payments.capture(order, signal);
    return { type: 'order.completed', detail: { captureId, amount: order.totalAmount } };
  }
}
