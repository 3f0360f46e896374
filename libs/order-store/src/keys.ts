import { ORDERS_QUEUE, partitionOf } from '@ofs/contracts';
import { hashTag } from '@ofs/redis-queue';

export interface OrderKeys {
  /** Hash: `accepted` and `state` (JSON), and `version`. */
  record: string;
  /** List: timeline entries (JSON), oldest first. */
  timeline: string;
}

/** The keys of one order. They share the hash tag of the order's messages, so that both can be written in one step. */
export function orderKeys(orderId: string): OrderKeys {
  const tag = hashTag(ORDERS_QUEUE, partitionOf(orderId));
  return { record: `${tag}:order:${orderId}`, timeline: `${tag}:timeline:${orderId}` };
}
