import type { OrderDto, OrderStatus, TimelineEntryDto } from '@ofs/contracts';
import type { AskedOrder } from '../load/client-ledger';
import type { CancelAnswer } from '../load/operator';
import type { StockCount, StockLook } from '../load/storekeeper';

/** All that is known after a run, from everyone who knows something: the clients, the API, Redis, the sandbox. */
export interface Evidence {
  /** The clients' own ledger. */
  asked: readonly AskedOrder[];
  /** What the operator was told of the orders that it wanted cancelled. */
  cancels: ReadonlyMap<string, CancelAnswer>;
  /** What was said to be there of scarce SKUs, and what the API showed of them, from first to last. */
  counts: readonly StockCount[];
  looks: readonly StockLook[];
  /** Who waited for stock when the queue had run empty for the first time. */
  waiting: readonly WaitingOrder[];
  /** For how long an order waits for stock, in milliseconds. */
  backorderMs: number;
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
  /** The outage that the run was about, if it was about one. */
  outage?: Outage;
  /** Whether the queue ran empty in the time it was given. */
  settled: boolean;
  /** Processes that ended in a way nobody asked for, or did not come up. */
  incidents: readonly string[];
}

/** A time in which the providers were down and nothing else went wrong, from when to when, in milliseconds since 1970. */
export interface Outage {
  from: number;
  to: number;
  /** How many attempts may fail of it. */
  attemptsAllowed: number;
}

export interface WaitingOrder {
  id: string;
  /** The SKUs of which there is too little for it. */
  lacks: readonly string[];
}

export interface ShownOrder {
  order: OrderDto;
  timeline: TimelineEntryDto[];
}

export interface Stored {
  orders: ReadonlyMap<string, StoredOrder>;
  /** The members of each list of orders, by its name: `status:completed`, `customerId:7`, …. */
  lists: ReadonlyMap<string, readonly string[]>;
  queues: readonly StoredQueue[];
  /** By SKU. */
  stock: ReadonlyMap<string, StoredStock>;
  /** By order id. */
  reservations: ReadonlyMap<string, StoredReservation>;
  /** The orders in each list of those that wait for stock, by its name: `backorders:A`, `woken:A`, `backorder-ends`. */
  waiting: ReadonlyMap<string, readonly string[]>;
  /** The SKUs of which it is noted that a message tells of their arrival. */
  arrived: readonly string[];
}

export interface StoredOrder {
  accepted: OrderDto;
  status: OrderStatus;
  version: number;
  timelineLength: number;
}

export interface StoredStock {
  onHand: number;
  reserved: number;
}

/** What became of an order's stock. */
export interface StoredReservation {
  state: string;
  /** What the order holds still, by SKU. */
  units: ReadonlyMap<string, number>;
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
  /** The effect's own id. */
  id?: string;
  /** What a capture or a void closes. */
  authorizationId?: string;
  amount?: number;
  currency?: string;
}
