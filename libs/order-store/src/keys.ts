import { ORDERS_QUEUE, partitionOf } from '@ofs/contracts';
import { hashTag } from '@ofs/redis-queue';

/** What orders can be listed by. */
export type OrderFilter = 'status' | 'customerId' | 'reference';

/** Sorted set: ids of a partition's orders that match, all of score 0, so that they lie in the order of their making. */
export function indexKey(partition: number, filter: OrderFilter, value: string): string {
  return `${hashTag(ORDERS_QUEUE, partition)}:orders:${filter}:${value}`;
}

/** Sorted set: ids of a partition's orders that wait for stock, by when they stop waiting, in milliseconds since 1970. */
export function backorderEndsKey(partition: number): string {
  return `${hashTag(ORDERS_QUEUE, partition)}:backorder-ends`;
}

/** List: an order (order-record.ts). It shares the hash tag of the order's messages, so that both can be written in one step. */
export function recordKey(orderId: string): string {
  return `${hashTag(ORDERS_QUEUE, partitionOf(orderId))}:order:${orderId}`;
}

/**
 * String: how a consumer finds the providers that it calls (JSON). Expires, as the consumer may be gone. It lies in partition 0, so that those of
 * all consumers are read at once.
 */
export function providersKey(consumer: string): string {
  return `${hashTag(ORDERS_QUEUE, 0)}:providers:${consumer}`;
}

/** The one partition that all stock lies in, wherever its orders do: what an order needs is reserved in one step or not at all. */
export const STOCK_PARTITION = 0;

export interface StockKeys {
  /** Hash: `onHand`, `reserved`, `updatedAt` (RFC 3339). A SKU without it is not tracked. */
  stock: string;
  /** Sorted set: ids of the orders that wait for the SKU, by how many units each needs; those of one need lie in the order of their making. */
  backorders: string;
  /** Sorted set: those of them that are about to be told that there is enough. */
  woken: string;
  /** String: there while a message waits that says that units of the SKU arrived. Expires. */
  arrived: string;
}

export function stockKeys(sku: string): StockKeys {
  const tag = hashTag(ORDERS_QUEUE, STOCK_PARTITION);
  return {
    stock: `${tag}:stock:${sku}`,
    backorders: `${tag}:backorders:${sku}`,
    woken: `${tag}:woken:${sku}`,
    arrived: `${tag}:arrived:${sku}`,
  };
}

/** Sorted set: the SKUs that are tracked, all of score 0, so that they lie in the order of their names. */
export function trackedKey(): string {
  return `${hashTag(ORDERS_QUEUE, STOCK_PARTITION)}:tracked`;
}

/**
 * Hash: what became of the stock that an order needs: `state`, which is `reserved`, `shipped` or `released`, and while it is
 * `reserved` how many units of each SKU (`sku:<sku>`). Without it a consumer that was frozen while the order ended would reserve for
 * it anew when it wakes. So it is set to expire only when the order is removed, and stays for longer than a consumer may be frozen.
 */
export function reservationKey(orderId: string): string {
  return `${hashTag(ORDERS_QUEUE, STOCK_PARTITION)}:reservation:${orderId}`;
}
