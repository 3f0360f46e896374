import { Injectable } from '@nestjs/common';
import { ProblemError } from '@ofs/contracts';
import { Stock } from '@ofs/order-store';
import { ProcessorSettings } from '../app.settings';
import type { OrderInHand } from './order-in-hand';

/** Thrown when stock is asked for after it was given back: the order is on its way to its end, as whoever gave it back knows. */
export class ReservationGoneError extends Error {
  constructor(readonly orderId: string) {
    super(`What was reserved for order ${orderId} was given back`);
    this.name = 'ReservationGoneError';
  }
}

/** Sees to it that an order has its goods before anything else is done for it. */
@Injectable()
export class Stocktaking {
  constructor(
    private readonly stock: Stock,
    private readonly settings: ProcessorSettings,
  ) {}

  /** Reserves all of the order's goods, or has it wait for them. @throws ReservationGoneError */
  async reserve(hand: OrderInHand): Promise<void> {
    const reservation = await this.stock.reserve(hand.order);
    if (reservation.outcome === 'released') throw new ReservationGoneError(hand.order.id);
    if (reservation.outcome === 'reserved') return hand.move({ type: 'order.reserved' });
    await this.waitFor(hand, reservation.skus);
  }

  /** Nothing is left in the queue of an order that waits: a message comes with goods, and another when its time is over. */
  private async waitFor(hand: OrderInHand, skus: string[]): Promise<void> {
    const { status, backorderedUntil } = hand.order;
    if (status === 'accepted') {
      const until = new Date(Date.now() + this.settings.backorderMs).toISOString();
      await hand.moveAndLetGo({ type: 'order.backordered', findings: { backorderedUntil: until }, detail: { skus } });
      return;
    }
    if (Date.now() < Date.parse(backorderedUntil!)) return hand.letGo();
    const failure = new ProblemError('out-of-stock', `There was not enough of ${skus.join(', ')}`).toDocument();
    await hand.moveIfUnchanged({ type: 'order.expired', findings: { failure }, detail: { skus } });
  }
}
