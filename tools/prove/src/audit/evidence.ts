import type { OrderDto, OrderStatus, TimelineEntryDto } from '@ofs/contracts';
import type { AskedOrder } from '../load/client-ledger';
import type { CancelAnswer } from '../load/operator';

/** All that is known after a run, from everyone who knows something: the clients, the API, Redis, the sandbox. */
export interface Evidence {
  /** The clients' own ledger. */
  asked: readonly AskedOrder[];
  /** What the operator was told of the orders that it wanted cancelled. */
  cancels: ReadonlyMap<string, CancelAnswer>;
  /** What the API shows, by order id. */
  shown: ReadonlyMap<string, ShownOrder>;
  /** The ids that the API's list of all orders yields, page by page. */
  listed: readonly string[];
  /** The ids of the API's dead letters. */
  listedLetters: readonly string[];
  /** What lies in Redis. */
  stored: Stored;
  /** What the sandbox was brought to do. */
  effects: readonly Effect[];
  /** Whether the queue ran empty in the time it was given. */
  settled: boolean;
  /** Processes that ended in a way nobody asked for, or did not come up. */
  incidents: readonly string[];
}

export interface ShownOrder {
  order: OrderDto;
  timeline: TimelineEntryDto[];
}

export interface Stored {
  orders: ReadonlyMap<string, StoredOrder>;
  /** The members of each list of orders, by its name: `all`, `status:completed`, `customerId:7`, …. */
  lists: ReadonlyMap<string, readonly string[]>;
  queues: readonly StoredQueue[];
}

export interface StoredOrder {
  accepted: OrderDto;
  status: OrderStatus;
  version: number;
  timelineLength: number;
}

/** One partition's queue. Messages are told by their subject, which is an order's id. */
export interface StoredQueue {
  waiting: readonly string[];
  /** Entries that the group holds as delivered and not acknowledged. */
  pending: number;
  delayed: readonly string[];
  letters: readonly StoredLetter[];
  /** The ids in the order of their death, which has to have the same letters. */
  letterIds: readonly string[];
}

export interface StoredLetter {
  id: string;
  subject: string;
  reason: string;
}

/** A line of the sandbox's journal. */
export interface Effect {
  kind: 'authorization' | 'capture' | 'void' | 'shipment' | 'refusal';
  key: string;
  orderId?: string;
  amount?: number;
}
