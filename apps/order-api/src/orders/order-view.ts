import { hasEnded, type OrderDto, supportedActions } from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import type { FastifyReply } from 'fastify';

/** How soon it is worth to look again at an order that goes on by itself, in seconds. */
const LOOK_AGAIN_SECONDS = 1;

/** The same for one that waits for goods, which come by the hour or the day. */
const LOOK_FOR_GOODS_SECONDS = 60;

/** An order as the API shows it: without what only its fulfilment needs to know. */
export function toOrderDto(order: Order): OrderDto {
  return {
    id: order.id,
    reference: order.reference,
    customerId: order.customerId,
    currency: order.currency,
    lines: order.lines,
    shippingAddress: order.shippingAddress,
    payment: order.payment,
    metadata: order.metadata,
    totalAmount: order.totalAmount,
    createdAt: order.createdAt,
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfillmentStatus: order.fulfillmentStatus,
    holds: order.holds,
    shipments: order.shipments,
    failure: order.failure,
    updatedAt: order.updatedAt,
    version: order.version,
    supportedActions: supportedActions(order),
    links: { self: pathOf(order.id), timeline: `${pathOf(order.id)}/timeline` },
  };
}

export function pathOf(orderId: string): string {
  return `/v1/orders/${orderId}`;
}

export function etagOf(order: Order): string {
  return `"v${order.version}"`;
}

export function setOrderHeaders(reply: FastifyReply, order: Order): void {
  void reply.header('ETag', etagOf(order));
  const seconds = lookAgainAfter(order);
  if (seconds !== undefined) void reply.header('Retry-After', seconds);
}

/** Undefined when nothing changes by itself any more: the order has ended, or waits for an operator. */
function lookAgainAfter({ status }: Order): number | undefined {
  if (hasEnded(status) || status === 'on_hold' || status === 'failed') return undefined;
  return status === 'backordered' ? LOOK_FOR_GOODS_SECONDS : LOOK_AGAIN_SECONDS;
}
