import { ORDERS_QUEUE, partitionOf } from '@ofs/contracts';
import { hashTag } from '@ofs/redis-queue';

export interface OrderKeys {
  /** Hash: `accepted` and `state` (JSON), and `version`. */
  record: string;
  /** List: timeline entries (JSON), oldest first. */
  timeline: string;
}

/** What orders can be listed by. */
export type OrderFilter = 'status' | 'customerId' | 'reference';

/** Sorted set: ids of a partition's orders, all of score 0, so that they lie in the order of their making. With a filter, of those that match. */
export function indexKey(partition: number, filter?: OrderFilter, value?: string): string {
  const tag = hashTag(ORDERS_QUEUE, partition);
  return filter === undefined ? `${tag}:orders` : `${tag}:orders:${filter}:${value}`;
}

/** The keys of one order. They share the hash tag of the order's messages, so that both can be written in one step. */
export function orderKeys(orderId: string): OrderKeys {
  const tag = hashTag(ORDERS_QUEUE, partitionOf(orderId));
  return { record: `${tag}:order:${orderId}`, timeline: `${tag}:timeline:${orderId}` };
}
