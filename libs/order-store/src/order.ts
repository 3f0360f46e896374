import type {
  CreateOrderDto,
  FulfillmentStatus,
  HoldDto,
  OrderStatus,
  PaymentStatus,
  ProblemDto,
  ShipmentDto,
} from '@ofs/contracts';

/** What an order was accepted as. Never changes. */
export interface AcceptedOrder extends Omit<CreateOrderDto, 'payment'> {
  id: string;
  payment: { token: string };
  /** In minor units of `currency`. */
  totalAmount: number;
  /** RFC 3339. */
  createdAt: string;
}

/** Where an order stands. */
export interface OrderState {
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  fulfillmentStatus: FulfillmentStatus;
  holds: HoldDto[];
  shipments: ShipmentDto[];
  failure: ProblemDto | null;
  /** Where it stood when it failed, and goes back to when it is retried. */
  failedFrom?: OrderStatus;
  /** The gateway's id of the authorisation that the capture is asked of. */
  authorizationId?: string;
  /** RFC 3339. */
  updatedAt: string;
}

export interface Order extends AcceptedOrder, OrderState {
  /** Grows by one with every change. */
  version: number;
}

/** An order as it was at the moment it was accepted: what its `202` said, and says again when the request is repeated. */
export function asAccepted(accepted: AcceptedOrder): Order {
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
