import type { Order } from '@ofs/order-store';
import { etagOf } from './order-view';

/** Whether the client has the order as it is now: an `If-None-Match` header (RFC 9110, section 13.1.2) names its version. */
export function isKnown(order: Order, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etagOf(order));
}
