import { hasEnded, type OrderDto, supportedActions } from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import type { FastifyReply } from 'fastify';

/** How soon it is worth to look again at an order that has not ended, in seconds. */
const LOOK_AGAIN_SECONDS = 1;

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

/** Whether what the client has (`If-None-Match`, RFC 9110, section 13.1.2) is this. */
export function matches(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(etag);
}

/** Whether what the client has (`If-Match`, RFC 9110, section 13.1.1) is this. A weak tag never is. */
export function isMatch(etag: string, ifMatch: string | undefined): boolean {
  if (ifMatch === undefined) return true;
  const known = ifMatch.split(',').map((tag) => tag.trim());
  return known.includes('*') || known.includes(etag);
}

export function setOrderHeaders(reply: FastifyReply, order: Order): void {
  void reply.header('ETag', etagOf(order));
  if (!hasEnded(order.status)) void reply.header('Retry-After', LOOK_AGAIN_SECONDS);
}
