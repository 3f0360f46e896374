import { Injectable } from '@nestjs/common';
import { mayHoldMoney, type Order, Stock } from '@ofs/order-store';
import { PaymentGateway } from '../providers/payment-gateway.service';
import { ProviderRefusedError } from '../providers/provider-errors';
import type { OrderInHand, StepResult } from './order-in-hand';

/** Undoes what was done for an order that is to be cancelled or rejected, newest first. Each thing that is undone is a checkpoint. */
@Injectable()
export class Compensation {
  constructor(
    private readonly payments: PaymentGateway,
    private readonly stock: Stock,
  ) {}

  /** Undoes one thing. When nothing is left to undo, the order ends. */
  async undoNext(hand: OrderInHand): Promise<void> {
    await hand.moveIfUnchanged(mayHoldMoney(hand.order) ? await this.letMoneyGo(hand) : await this.letGoodsGo(hand));
  }

  /**
   * An authorisation whose answer nobody wrote down may be there, or be under way: with a consumer that was overtaken, or is
   * frozen. Asked for once more with its key, it is there for sure, and whatever comes late is a repeat. Then it is voided.
   */
  private async letMoneyGo({ order, signal }: OrderInHand): Promise<StepResult> {
    let { authorizationId } = order;
    try {
      authorizationId ??= await this.payments.authorize(order, signal);
    } catch (error) {
      if (!(error instanceof ProviderRefusedError)) throw error;
      return { type: 'payment.declined', detail: { error: error.message } };
    }
    const voidId = await this.payments.void(order, authorizationId, signal);
    return { type: 'payment.voided', detail: { authorizationId, voidId } };
  }

  /** Whether or not anything is reserved: a reservation that nobody wrote down is given back too, and one that comes late is refused. */
  private async letGoodsGo({ order }: OrderInHand): Promise<StepResult> {
    await this.stock.release(order);
    return endOf(order);
  }
}

function endOf({ undoing }: Order): StepResult {
  return { type: undoing!.to === 'cancelled' ? 'order.cancelled' : 'order.rejected' };
}
