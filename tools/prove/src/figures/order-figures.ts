import type { Evidence } from '../audit/evidence';
import { type AskedOrder, idOf, isUnknown } from '../load/client-ledger';
import { countOf } from './entries';

/** What became of the orders. */
export interface OrderFigures {
  askedFor: number;
  withKey: number;
  accepted: number;
  /** Without a key and without an answer: they may be there or not. */
  unknown: number;
  /** Of those, the ones that are. */
  unknownButThere: number;
  requests: number;
  /** Sent again for want of an answer, or for a 503. */
  retried: number;
  replays: number;
  refusedMisuses: number;
  completed: number;
  rejected: number;
  /** How often one had to wait for stock. */
  backordered: number;
  /** Of the rejected, those that waited for stock for too long. */
  expired: number;
  cancelled: number;
  /** Wanted cancelled, and refused: it was too late. */
  refusedCancels: number;
  /** How often one was held. */
  held: number;
  failed: number;
  /** Attempts at fulfilment that failed and were repeated. */
  failedAttempts: number;
  /** Dead letters that the operator replayed. */
  replayed: number;
}

export function orderFigures({ asked, cancels, stored, shown }: Evidence): OrderFigures {
  const answers = asked.flatMap((order) => order.answers);
  const orders = [...stored.orders.values()];
  const references = new Set(orders.map(({ accepted }) => accepted.reference));
  const unknown = asked.filter(isUnknown);
  const requests = asked.reduce((sum, { sent }) => sum + sent, 0);
  return {
    askedFor: asked.length,
    withKey: asked.filter(({ key }) => key !== undefined).length,
    accepted: asked.filter((order) => idOf(order) !== undefined).length,
    unknown: unknown.length,
    unknownButThere: unknown.filter(({ reference }) => references.has(reference)).length,
    requests,
    retried: asked.reduce((sum, order) => sum + Math.max(0, order.sent - meantToSend(order)), 0),
    replays: answers.filter(({ replayed }) => replayed).length,
    refusedMisuses: answers.filter(({ misuse, status }) => misuse && status === 422).length,
    completed: orders.filter(({ status }) => status === 'completed').length,
    rejected: orders.filter(({ status }) => status === 'rejected').length,
    backordered: entriesOf(shown, 'order.backordered'),
    expired: entriesOf(shown, 'order.expired'),
    cancelled: orders.filter(({ status }) => status === 'cancelled').length,
    refusedCancels: [...cancels.values()].filter((answer) => answer === 'refused').length,
    held: entriesOf(shown, 'order.held'),
    failed: orders.filter(({ status }) => status === 'failed').length,
    failedAttempts: entriesOf(shown, 'attempt.failed'),
    replayed: entriesOf(shown, 'order.retried'),
  };
}

function entriesOf(shown: Evidence['shown'], type: string): number {
  let count = 0;
  for (const { timeline } of shown.values()) count += countOf(timeline, type);
  return count;
}

function meantToSend({ habit }: AskedOrder): number {
  return habit === 'plain' ? 1 : 2;
}
