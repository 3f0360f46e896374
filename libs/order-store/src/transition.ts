import {
  mayMove,
  type OrderStatus,
  partitionOf,
  type TimelineEntryDto,
  type Transition,
  type TransitionType,
  transitions,
} from '@ofs/contracts';
import type { Write, WriteSet } from '@ofs/redis-queue';
import { backorderEndsKey, indexKey, orderKeys } from './keys';
import type { AcceptedOrder, Order, OrderState } from './order';
import { asAccepted, progressOf } from './order';

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

/** A new order's record, the beginning of its timeline, and its place in the lists. */
export function acceptance(accepted: AcceptedOrder, actor: string): Change {
  const order = asAccepted(accepted);
  const doer = { actor, time: order.createdAt };
  const entries = [appendEntry(order.id, 1, { type: 'order.accepted', from: null, to: 'accepted', doer })];
  if (accepted.intakeHold !== undefined) {
    const { id: holdId, reason } = accepted.intakeHold;
    const detail = { holdId, reason };
    entries.push(appendEntry(order.id, 2, { type: 'order.held', from: 'accepted', to: 'on_hold', doer, detail }));
  }
  const { record } = orderKeys(order.id);
  const fields = [
    'accepted',
    JSON.stringify(accepted),
    'state',
    JSON.stringify(stateOf(order)),
    'version',
    order.version,
  ];
  return { order, writes: { writes: [['HSET', record, ...fields], ...entries, ...listed(order)] } };
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
  return changed(from, order, { type, from: from.status, to: status, doer, detail });
}

/** A failed order, back where it stood. If it was to be rejected it still is, and for the same reason. */
export function retried(from: Order, doer: Doer, detail?: object): Change {
  return moved(from, 'order.retried', doer, { failure: from.undoing?.failure ?? null }, detail);
}

/** An order to which something happened that did not move it, such as an attempt that failed. */
export function noted(from: Order, type: string, doer: Doer, detail: object): Change {
  const order: Order = { ...from, version: from.version + 1, updatedAt: doer.time };
  return changed(from, order, { type, from: from.status, to: from.status, doer, detail });
}

/** Takes an order out of every list, with its record and its timeline; only if it is still at the version it was read at. */
export function removal(order: Order): WriteSet {
  const { record, timeline } = orderKeys(order.id);
  return {
    guard: { key: record, field: 'version', equals: order.version },
    // UNLINK: the memory of a large order is given back beside the script, not in it.
    writes: [
      ...listsOf(order).map((list): Write => ['ZREM', list, order.id]),
      ['UNLINK', timeline],
      ['UNLINK', record],
    ],
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

interface Entry {
  type: string;
  from: OrderState['status'] | null;
  to: OrderState['status'];
  doer: Doer;
  detail?: object;
}

function changed(from: Order, order: Order, entry: Entry): Change {
  const { record } = orderKeys(order.id);
  return {
    order,
    writes: {
      guard: { key: record, field: 'version', equals: from.version },
      writes: [
        ['HSET', record, 'state', JSON.stringify(stateOf(order)), 'version', order.version],
        appendEntry(order.id, order.version, entry),
        ...relisted(from, order),
      ],
    },
  };
}

function listed(order: Order): Write[] {
  return listsOf(order).map((list) => ['ZADD', list, 0, order.id]);
}

function listsOf({ id, status, customerId, reference }: Order): string[] {
  const partition = partitionOf(id);
  return [
    indexKey(partition),
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

/** Every change adds one entry and one to the version: the version is the entry's sequence. */
function appendEntry(orderId: string, sequence: number, { type, from, to, doer, detail }: Entry): Write {
  const entry: TimelineEntryDto = {
    sequence,
    time: doer.time,
    type,
    from,
    to,
    actor: doer.actor,
    attempt: doer.attempt ?? null,
    detail: (detail as Record<string, unknown> | undefined) ?? null,
  };
  return ['RPUSH', orderKeys(orderId).timeline, JSON.stringify(entry)];
}

/** Checked to be all of them: one that is missing here would be forgotten with the next change. */
const stateFields = Object.keys({
  status: true,
  paymentStatus: true,
  fulfillmentStatus: true,
  holds: true,
  shipments: true,
  failure: true,
  heldFrom: true,
  failedFrom: true,
  backorderedUntil: true,
  deadLetterId: true,
  undoing: true,
  openRequests: true,
  authorizationId: true,
  updatedAt: true,
} satisfies Record<keyof OrderState, true>) as (keyof OrderState)[];

function stateOf(order: Order): OrderState {
  return Object.fromEntries(stateFields.map((field) => [field, order[field]])) as unknown as OrderState;
}
