import { mayMove, partitionOf, type TimelineEntryDto, type TransitionType, transitions } from '@ofs/contracts';
import type { Write, WriteSet } from '@ofs/redis-queue';
import { indexKey, orderKeys } from './keys';
import type { AcceptedOrder, Order, OrderState } from './order';
import { asAccepted } from './order';

/** Who did something to an order, and at which attempt. */
export interface Doer {
  actor: string;
  attempt?: number;
  /** RFC 3339. */
  time: string;
}

/** What a transition leaves in the order besides its statuses. */
export type Findings = Partial<Pick<OrderState, 'shipments' | 'failure' | 'authorizationId'>>;

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

/** A new order's record, the first entry of its timeline, and its place in the lists. */
export function acceptance(accepted: AcceptedOrder, actor: string): Change {
  const order = asAccepted(accepted);
  const entry = { type: 'order.accepted', from: null, to: order.status, doer: { actor, time: order.createdAt } };
  const { record } = orderKeys(order.id);
  const fields = [
    'accepted',
    JSON.stringify(accepted),
    'state',
    JSON.stringify(stateOf(order)),
    'version',
    order.version,
  ];
  return { order, writes: { writes: [['HSET', record, ...fields], appendEntry(order, entry), ...listed(order)] } };
}

/**
 * An order moved on by the transition table, with what was found out on the way.
 * @throws ForbiddenTransitionError when the table does not allow it
 */
export function moved(from: Order, type: TransitionType, doer: Doer, findings: Findings = {}, detail?: object): Change {
  if (!mayMove(type, from.status)) throw new ForbiddenTransitionError(type, from);
  const { from: _, to, ...statuses } = transitions[type];
  const status = to === 'back' ? from.failedFrom! : to;
  const failedFrom = status === 'failed' ? from.status : undefined;
  const order: Order = {
    ...from,
    ...statuses,
    ...findings,
    status,
    failedFrom,
    version: from.version + 1,
    updatedAt: doer.time,
  };
  return changed(from, order, { type, from: from.status, to: status, doer, detail });
}

/** An order to which something happened that did not move it, such as an attempt that failed. */
export function noted(from: Order, type: string, doer: Doer, detail: object): Change {
  const order: Order = { ...from, version: from.version + 1, updatedAt: doer.time };
  return changed(from, order, { type, from: from.status, to: from.status, doer, detail });
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
        appendEntry(order, entry),
        ...relisted(from, order),
      ],
    },
  };
}

function listed({ id, status, customerId, reference }: Order): Write[] {
  const partition = partitionOf(id);
  return [
    ['ZADD', indexKey(partition), 0, id],
    ['ZADD', indexKey(partition, 'status', status), 0, id],
    ['ZADD', indexKey(partition, 'customerId', customerId), 0, id],
    ...(reference === undefined ? [] : [['ZADD', indexKey(partition, 'reference', reference), 0, id] as const]),
  ];
}

/** Of what orders are listed by, only the status changes. */
function relisted(from: Order, { id, status }: Order): Write[] {
  if (status === from.status) return [];
  const partition = partitionOf(id);
  return [
    ['ZADD', indexKey(partition, 'status', status), 0, id],
    ['ZREM', indexKey(partition, 'status', from.status), id],
  ];
}

/** Every change adds one entry and one to the version: the version is the entry's sequence. */
function appendEntry(order: Order, { type, from, to, doer, detail }: Entry): Write {
  const entry: TimelineEntryDto = {
    sequence: order.version,
    time: doer.time,
    type,
    from,
    to,
    actor: doer.actor,
    attempt: doer.attempt ?? null,
    detail: (detail as Record<string, unknown> | undefined) ?? null,
  };
  return ['RPUSH', orderKeys(order.id).timeline, JSON.stringify(entry)];
}

function stateOf(order: Order): OrderState {
  const {
    status,
    paymentStatus,
    fulfillmentStatus,
    holds,
    shipments,
    failure,
    failedFrom,
    authorizationId,
    updatedAt,
  } = order;
  return {
    status,
    paymentStatus,
    fulfillmentStatus,
    holds,
    shipments,
    failure,
    failedFrom,
    authorizationId,
    updatedAt,
  };
}
