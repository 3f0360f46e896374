import type {
  CreateOrderDto,
  FulfillmentStatus,
  HoldDto,
  OrderStatus,
  PaymentStatus,
  ProblemDto,
  ShipmentDto,
} from '@ofs/contracts';

/** An order before it has an id and a time. */
export interface NewOrder extends Omit<CreateOrderDto, 'payment'> {
  payment: { token: string };
  /** In minor units of `currency`. */
  totalAmount: number;
}

/** What an order was accepted as. Never changes. */
export interface AcceptedOrder extends NewOrder {
  id: string;
  /** RFC 3339. The time in its id. */
  createdAt: string;
  /** A rule has held it at its intake: it was on hold from its first moment. */
  intakeHold?: HoldDto;
}

/** How what was done for an order is undone. */
export interface Undoing {
  /** How far the order had come. */
  from: OrderStatus;
  /** What it becomes when nothing is left to undo. */
  to: 'cancelled' | 'rejected';
  /** Why it is rejected. */
  failure: ProblemDto | null;
}

/** Where an order stands. */
export interface OrderState {
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  fulfillmentStatus: FulfillmentStatus;
  holds: HoldDto[];
  shipments: ShipmentDto[];
  failure: ProblemDto | null;
  /** Where it stood when it was held, and goes back to when it is released. */
  heldFrom?: OrderStatus;
  /** Where it stood when it failed, and goes back to when it is retried. */
  failedFrom?: OrderStatus;
  /** When it stops waiting for stock and is rejected, RFC 3339; from the moment on that it waits. */
  backorderedUntil?: string;
  /** While it is failed: the dead letter that its message has become. */
  deadLetterId?: string;
  /** From the moment on that it is to be cancelled or rejected until it is. */
  undoing?: Undoing;
  /** The versions at which somebody said that the carrier is asked, and of which nobody knows yet what came of it. */
  openRequests?: number[];
  /** The gateway's id of the authorisation that the capture is asked of. */
  authorizationId?: string;
  /** RFC 3339. */
  updatedAt: string;
}

export interface Order extends AcceptedOrder, OrderState {
  /** Grows by one with every change. */
  version: number;
}

/** An order where every order begins. */
export function atFirst(accepted: AcceptedOrder): Order {
  return {
    ...accepted,
    status: 'accepted',
    paymentStatus: 'none',
    fulfillmentStatus: 'unfulfilled',
    holds: [],
    shipments: [],
    failure: null,
    updatedAt: accepted.createdAt,
    version: 1,
  };
}

/** An order as it was at the moment it was accepted: what its `202` said, and says again when the request is repeated. */
export function asAccepted(accepted: AcceptedOrder): Order {
  const { intakeHold } = accepted;
  const order = atFirst(accepted);
  if (intakeHold === undefined) return order;
  return { ...order, status: 'on_hold', heldFrom: 'accepted', holds: [intakeHold], version: 2 };
}

/** How far an order has come on its way, whatever has stopped it since. */
export function progressOf({ status, failedFrom, heldFrom, undoing }: OrderState): OrderStatus {
  const stoppedAt = status === 'failed' ? failedFrom! : status;
  if (stoppedAt === 'on_hold') return heldFrom!;
  return stoppedAt === 'compensating' ? undoing!.from : stoppedAt;
}

/** Whether something may have to be voided: from `reserved` on the gateway may have been asked, whether or not its answer is known. */
export function mayHoldMoney(order: OrderState): boolean {
  const { paymentStatus } = order;
  return paymentStatus === 'authorized' || (paymentStatus === 'none' && progressOf(order) === 'reserved');
}
