import {
  mayMove,
  type OrderStatus,
  partitionOf,
  type Transition,
  type TransitionType,
  transitions,
} from '@ofs/contracts';
import type { Write, WriteSet } from '@ofs/redis-queue';
import { backorderEndsKey, indexKey, recordKey } from './keys';
import { type AcceptedOrder, asAccepted, type Order, type OrderState, progressOf } from './order';
import { changedRecord, type Entry, newRecord, unchanged } from './order-record';

/** Who did something to an order, and at which attempt. */
export interface Doer {
  actor: string;
  attempt?: number;
  /** RFC 3339. */
  time: string;
}

/** What a transition leaves in the order besides its statuses. */
export type Findings = Partial<
  Pick<
    OrderState,
    | 'shipments'
    | 'failure'
    | 'authorizationId'
    | 'holds'
    | 'deadLetterId'
    | 'backorderedUntil'
    | 'openRequests'
    | 'fulfillmentStatus'
  >
>;

/** Thrown when the transition table does not allow a move: a fault in the program, never the order's. */
export class ForbiddenTransitionError extends Error {
  constructor(
    readonly type: TransitionType,
    readonly order: Order,
  ) {
    super(`${type} is not allowed for order ${order.id}, which is ${order.status}`);
    this.name = 'ForbiddenTransitionError';
  }
}

export interface Change {
  order: Order;
  /** Writes the change, and only if the order is still at the version it was made from. */
  writes: WriteSet;
}

/**
 * A new order's record with the beginning of its timeline, and its place in the lists.
 * @param text what it is accepted as without its id and its time, in JSON, where that is at hand
 */
export function acceptance(
  accepted: AcceptedOrder,
  actor: string,
  text = JSON.stringify({ ...accepted, id: undefined, createdAt: undefined }),
): Change {
  const order = asAccepted(accepted);
  const doer = { actor, time: order.createdAt };
  const entries: Entry[] = [{ type: 'order.accepted', to: 'accepted', ...doer }];
  if (accepted.intakeHold !== undefined) {
    const { id: holdId, reason } = accepted.intakeHold;
    entries.push({ type: 'order.held', to: 'on_hold', ...doer, detail: { holdId, reason } });
  }
  return { order, writes: { writes: [newRecord(order, text, entries), ...listed(order)] } };
}

/**
 * An order moved on by the transition table, with what was found out on the way.
 * @throws ForbiddenTransitionError when the table does not allow it
 */
export function moved(from: Order, type: TransitionType, doer: Doer, findings: Findings = {}, detail?: object): Change {
  if (!mayMove(type, from)) throw new ForbiddenTransitionError(type, from);
  const {
    to,
    undoneTo,
    paymentStatus = from.paymentStatus,
    fulfillmentStatus = from.fulfillmentStatus,
  }: Transition = transitions[type];
  const status = to === 'back' ? whereItWas(from) : to;
  const order: Order = { ...from, paymentStatus, fulfillmentStatus, ...findings, status };
  Object.assign(order, memoryOf(from, order, undoneTo), { version: from.version + 1, updatedAt: doer.time });
  return changed(from, order, { type, to: status, ...doer, detail });
}

/** A failed order, back where it stood. If it was to be rejected it still is, and for the same reason. */
export function retried(from: Order, doer: Doer, detail?: object): Change {
  return moved(from, 'order.retried', doer, { failure: from.undoing?.failure ?? null }, detail);
}

/** An order to which something happened that did not move it, such as an attempt that failed. */
export function noted(from: Order, type: string, doer: Doer, detail: object): Change {
  const order: Order = { ...from, version: from.version + 1, updatedAt: doer.time };
  return changed(from, order, { type, to: from.status, ...doer, detail });
}

/** Takes an order out of every list, with its record; only if it is still at the version it was read at. */
export function removal(order: Order): WriteSet {
  return {
    guard: unchanged(order),
    // UNLINK: the memory of a large order is given back beside the script, not in it.
    writes: [...listsOf(order).map((list): Write => ['ZREM', list, order.id]), ['UNLINK', recordKey(order.id)]],
  };
}

function whereItWas({ status, failedFrom, heldFrom }: Order): OrderStatus {
  return status === 'failed' ? failedFrom! : heldFrom!;
}

/** What an order has to remember of where it comes from, as long as it may have to go back there or undo it. */
function memoryOf(from: Order, to: Order, undoneTo?: 'cancelled' | 'rejected') {
  const { status, fulfillmentStatus, failure, deadLetterId, openRequests } = to;
  const failed = status === 'failed';
  const heldFrom = status === 'on_hold' ? (from.heldFrom ?? from.status) : undefined;
  const undoing = undoneTo === undefined ? from.undoing : { from: progressOf(from), to: undoneTo, failure };
  return {
    failedFrom: failed ? from.status : undefined,
    deadLetterId: failed ? deadLetterId : undefined,
    heldFrom: failed ? from.heldFrom : heldFrom,
    undoing: failed || status === 'compensating' ? undoing : undefined,
    openRequests: fulfillmentStatus === 'requested' ? openRequests : undefined,
  };
}

function changed(from: Order, order: Order, entry: Entry): Change {
  const { guard, writes } = changedRecord(from, order, entry);
  return { order, writes: { guard, writes: [...writes, ...relisted(from, order)] } };
}

function listed(order: Order): Write[] {
  return listsOf(order).map((list) => ['ZADD', list, 0, order.id]);
}

function listsOf({ id, status, customerId, reference }: Order): string[] {
  const partition = partitionOf(id);
  return [
    indexKey(partition, 'status', status),
    indexKey(partition, 'customerId', customerId),
    ...(reference === undefined ? [] : [indexKey(partition, 'reference', reference)]),
  ];
}

/** Of what orders are listed by, only the status changes. */
function relisted(from: Order, { id, status, backorderedUntil }: Order): Write[] {
  if (status === from.status) return [];
  const partition = partitionOf(id);
  const writes: Write[] = [
    ['ZADD', indexKey(partition, 'status', status), 0, id],
    ['ZREM', indexKey(partition, 'status', from.status), id],
  ];
  if (status === 'backordered') writes.push(['ZADD', backorderEndsKey(partition), Date.parse(backorderedUntil!), id]);
  if (from.status === 'backordered') writes.push(['ZREM', backorderEndsKey(partition), id]);
  return writes;
}
