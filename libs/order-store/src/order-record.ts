import { createdAtOf, type OrderStatus, type TimelineEntryDto } from '@ofs/contracts';
import type { Write, WriteSet } from '@ofs/redis-queue';
import { recordKey } from './keys';
import { type AcceptedOrder, atFirst, type NewOrder, type Order, type OrderState } from './order';

// How an order lies in Redis: one list of JSON texts. What it was accepted as comes first, where it stands second, and then what
// happened to it, oldest first. What the key, the place in the list or the entry before tells is not said again.
//
// Each change adds one entry, so that the list's length tells the version: a change is made only while the length is what it was.
//
// One key and few bytes, as it is what a million orders cost that wait: docs/adr/0008-one-list-per-order.md.

const ACCEPTED = 0;
const STATE = 1;
const FIRST_ENTRY = 2;

/** Something that happened to an order. */
export interface Entry {
  type: string;
  to: OrderStatus;
  /** RFC 3339. */
  time: string;
  actor: string;
  attempt?: number;
  detail?: object;
}

type EntryText = [
  timeMs: number,
  type: string,
  to: OrderStatus,
  actor: string,
  attempt?: number | null,
  detail?: object,
];

/** @param body what it was accepted as, in JSON */
export function newRecord(order: Order, body: string, entries: readonly Entry[]): Write {
  return ['RPUSH', recordKey(order.id), body, stateText(order), ...entries.map(entryText)];
}

/** Writes an order's new state and what brought it there, and only if it is still at the version it was changed from. */
export function changedRecord(from: Order, to: Order, entry: Entry): Required<WriteSet> {
  const record = recordKey(from.id);
  return {
    guard: unchanged(from),
    writes: [
      ['LSET', record, STATE, stateText(to)],
      ['RPUSH', record, entryText(entry)],
    ],
  };
}

/** Holds while the order is at this version. */
export function unchanged({ id, version }: Order): Required<WriteSet>['guard'] {
  return { key: recordKey(id), length: FIRST_ENTRY + version };
}

/** What of a record is read for the order: the first and the last index. */
export const ORDER_RANGE = [ACCEPTED, STATE] as const;

/** What of a record is read for its timeline. */
export const TIMELINE_RANGE = [FIRST_ENTRY, -1] as const;

/** An order from its record; undefined where there is none. @throws SyntaxError when somebody broke it */
export function orderFrom(id: string, [accepted, state]: readonly string[]): Order | undefined {
  if (accepted === undefined || state === undefined) return undefined;
  return Object.assign(atFirst(acceptedFrom(id, accepted)), JSON.parse(state) as StoredState);
}

/** An order and its timeline from its whole record; undefined where there is none. @throws SyntaxError when somebody broke it */
export function toldFrom(
  id: string,
  record: readonly string[],
): { order: Order; timeline: TimelineEntryDto[] } | undefined {
  const order = orderFrom(id, record);
  return order && { order, timeline: timelineFrom(record.slice(FIRST_ENTRY)) };
}

/** @throws SyntaxError when somebody broke it */
export function acceptedFrom(id: string, accepted: string): AcceptedOrder {
  const createdAt = new Date(createdAtOf(id)).toISOString();
  return { ...(JSON.parse(accepted) as NewOrder), id, createdAt };
}

/** @throws SyntaxError when somebody broke it */
export function timelineFrom(texts: readonly string[]): TimelineEntryDto[] {
  let from: OrderStatus | null = null;
  return texts.map((text, index) => {
    const [timeMs, type, to, actor, attempt = null, detail = null] = JSON.parse(text) as EntryText;
    const time = new Date(timeMs).toISOString();
    const entry = {
      sequence: index + 1,
      time,
      type,
      from,
      to,
      actor,
      attempt,
      detail: detail as Record<string, unknown>,
    };
    from = to;
    return entry;
  });
}

type StoredState = Partial<OrderState> & Pick<Order, 'status' | 'version' | 'updatedAt'>;

/** Without what it begins with: JSON leaves out what is undefined. */
function stateText(order: Order): string {
  const { status, version, paymentStatus, fulfillmentStatus, holds, shipments, failure, updatedAt } = order;
  const { heldFrom, failedFrom, backorderedUntil, deadLetterId, undoing, openRequests, authorizationId } = order;
  return JSON.stringify({
    status,
    version,
    paymentStatus: paymentStatus === 'none' ? undefined : paymentStatus,
    fulfillmentStatus: fulfillmentStatus === 'unfulfilled' ? undefined : fulfillmentStatus,
    holds: holds.length === 0 ? undefined : holds,
    shipments: shipments.length === 0 ? undefined : shipments,
    failure: failure ?? undefined,
    heldFrom,
    failedFrom,
    backorderedUntil,
    deadLetterId,
    undoing,
    openRequests,
    authorizationId,
    updatedAt,
    // All of them: one that is missing here would be forgotten with the next change.
  } satisfies Record<keyof StoredState, unknown>);
}

function entryText({ time, type, to, actor, attempt, detail }: Entry): string {
  const entry: EntryText = [Date.parse(time), type, to, actor];
  if (attempt !== undefined || detail !== undefined) entry.push(attempt ?? null);
  if (detail !== undefined) entry.push(detail);
  return JSON.stringify(entry);
}
