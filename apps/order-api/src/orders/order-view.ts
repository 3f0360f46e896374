import { hasEnded, type OrderDto, supportedActions } from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import type { FastifyReply } from 'fastify';

/** How soon it is worth to look again at an order that has not ended, in seconds. */
const LOOK_AGAIN_SECONDS = 1;

/** An order as the API shows it: without what only its fulfilment needs to know. */
export function toOrderDto(order: Order): OrderDto {
  const {
    authorizationId: _,
    heldFrom: _h,
    failedFrom: _f,
    backorderedUntil: _b,
    deadLetterId: _d,
    undoing: _u,
    intakeHold: _i,
    openRequests: _o,
    ...shown
  } = order;
  return {
    ...shown,
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
