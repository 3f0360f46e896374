import {
  type ExplanationDto,
  hasEnded,
  type OrderAction,
  type Provider,
  supportedActions,
  type TimelineEntryDto,
} from '@ofs/contracts';
import { mayHoldMoney, type Order, progressOf, type ProviderView } from '@ofs/order-store';
import type { QueueState } from '@ofs/redis-queue';

/** What else decides when an order goes on. */
export type Surroundings = QueueState & { providers: readonly ProviderView[] };

/**
 * Why an order stands where it does, what comes next, and what can be done about it.
 * @param timeline at least up to the order's version
 * @param now in milliseconds since 1970
 */
export function explain(
  order: Order,
  timeline: readonly TimelineEntryDto[],
  around: Surroundings,
  now = Date.now(),
): ExplanationDto {
  const told = timeline.slice(0, order.version);
  const wait = isUnderWay(order) ? waitOf(order, nextAttemptAt(told.at(-1)), around, now) : {};
  return {
    orderId: order.id,
    status: order.status,
    because: sentences(reasonOf(order, told), attemptOf(order, told.at(-1)), callBackOf(order)),
    next: sentences(nextStepOf(order), wait.sentence),
    nextAt: wait.until ?? null,
    actions: supportedActions(order).map((action) => ({ action, effect: effects[action](order) })),
  };
}

function reasonOf(order: Order, timeline: readonly TimelineEntryDto[]): string {
  switch (order.status) {
    case 'accepted':
      return `It was accepted at ${order.createdAt}`;
    case 'backordered':
      return `There is not enough of ${lackingOf(timeline)}`;
    case 'reserved':
      return 'Its goods are reserved';
    case 'authorized':
      return order.fulfillmentStatus === 'requested'
        ? 'Its payment is authorised, and the carrier was asked to take it'
        : 'Its payment is authorised';
    case 'shipped':
      return `It is with the carrier: ${parcelsOf(order)}`;
    case 'completed':
      return `It was shipped, ${parcelsOf(order)}, and its payment was captured`;
    case 'on_hold':
      return `It is held: ${order.holds.map(({ reason }) => reason).join('; ')}`;
    case 'compensating':
      return `${endingOf(order, timeline)}: what was done for it is undone`;
    case 'cancelled':
    case 'rejected':
      return `${endingOf(order, timeline)}. ${moneyOf(order)}`;
    case 'failed':
      return `It has failed where it was ${order.failedFrom}: ${order.failure?.detail ?? 'nobody knows why'}`;
  }
}

function parcelsOf({ shipments }: Order): string {
  return shipments.map(({ carrier, trackingNumber }) => `${carrier} ${trackingNumber}`).join(', ');
}

/** Why an order is given up: somebody has cancelled it, or it was refused. */
function endingOf({ failure, undoing, status }: Order, timeline: readonly TimelineEntryDto[]): string {
  if ((undoing?.to ?? status) === 'rejected') return `It is rejected: ${failure?.detail ?? 'nobody knows why'}`;
  const cancel = timeline.findLast(({ type }) => type === 'order.cancel_requested');
  const reason = cancel?.detail?.['reason'];
  return `It was cancelled by ${cancel?.actor ?? 'somebody'}${typeof reason === 'string' ? `: ${reason}` : ''}`;
}

function moneyOf({ paymentStatus }: Order): string {
  return paymentStatus === 'voided' ? 'Its payment was voided' : 'Nothing was charged';
}

function attemptOf({ status }: Order, last: TimelineEntryDto | undefined): string | undefined {
  if (last?.type !== 'attempt.failed' || status === 'failed') return undefined;
  return `Attempt ${last.attempt} to go on has failed: ${String(last.detail?.['error'])}`;
}

function callBackOf({ status, fulfillmentStatus }: Order): string | undefined {
  if (hasEnded(status) || fulfillmentStatus === 'unfulfilled') return undefined;
  return 'It cannot be called back any more';
}

function nextStepOf(order: Order): string {
  switch (order.status) {
    case 'accepted':
      return 'Its goods are reserved';
    case 'backordered':
      return `It goes on when they arrive. If they have not come by ${order.backorderedUntil}, it is rejected`;
    case 'reserved':
      return 'Its payment is authorised';
    case 'authorized':
      return order.fulfillmentStatus === 'requested' ? 'The carrier is asked until it answers' : 'It is shipped';
    case 'shipped':
      return 'Its payment is captured';
    case 'compensating':
      return undoingOf(order, order.undoing!.to);
    case 'on_hold':
      return `Nothing, until ${order.holds.length === 1 ? 'its hold is' : 'all its holds are'} released or it is cancelled`;
    case 'failed':
      return supportedActions(order).includes('cancel')
        ? 'Nothing, until somebody retries or cancels it'
        : 'Nothing, until somebody retries it';
    default:
      return 'Nothing: this is its end';
  }
}

function undoingOf(order: Order, end: string): string {
  if (!mayHoldMoney(order)) return `It is ${end}`;
  if (order.paymentStatus === 'authorized') return `Its payment is voided, and it is ${end}`;
  // Whoever has asked the gateway may have died since, or still be waiting.
  const why = 'Nobody can say whether its payment is authorised';
  return `${why}: it is asked for with its key, which authorises it if nobody had asked yet, and voided. Then it is ${end}`;
}

/** Whether the queue has a message that goes on with it. */
function isUnderWay({ status }: Order): boolean {
  return !hasEnded(status) && status !== 'on_hold' && status !== 'failed';
}

function nextAttemptAt(last: TimelineEntryDto | undefined): string | null {
  const retryInMs = last?.detail?.['retryInMs'];
  if (last?.type !== 'attempt.failed' || typeof retryInMs !== 'number') return null;
  return new Date(Date.parse(last.time) + retryInMs).toISOString();
}

interface Wait {
  sentence?: string;
  /** Only where it is known, RFC 3339. */
  until?: string;
}

function waitOf(order: Order, nextAt: string | null, around: Surroundings, now: number): Wait {
  const { paused, consumers, backlog } = around;
  if (paused) return { sentence: 'The queue is paused: it waits until that is over' };
  if (!consumers.some(({ lastSeenAt }) => lastSeenAt !== null))
    return { sentence: 'No processor runs now: it waits for one' };
  const down = downOf(neededBy(order), around.providers);
  if (down !== undefined)
    return { sentence: `The ${down.name} has been down since ${down.since}: it waits until that is over` };
  if (nextAt !== null && Date.parse(nextAt) <= now) return { sentence: 'This is being tried again now' };
  if (nextAt !== null) return { sentence: `This is tried again at ${nextAt}`, until: nextAt };
  if (backlog === 0) return {};
  return { sentence: `${backlog === 1 ? '1 message waits' : `${backlog} messages wait`} in the queue` };
}

function lackingOf(timeline: readonly TimelineEntryDto[]): string {
  const skus = timeline.findLast(({ type }) => type === 'order.backordered')?.detail?.['skus'];
  return Array.isArray(skus) ? skus.join(', ') : 'some of its goods';
}

/** Whom the order's next step asks. */
function neededBy(order: Order): Provider | undefined {
  if (order.status === 'authorized') return 'carrier';
  const needsPayment =
    order.status === 'compensating' ? mayHoldMoney(order) : /^(reserved|shipped)$/.test(order.status);
  return needsPayment ? 'payment gateway' : undefined;
}

/** Where some processors find a provider up, an order may be lucky. */
function downOf(needed: Provider | undefined, providers: readonly ProviderView[]): ProviderView | undefined {
  const views = providers.filter(({ name }) => name === needed);
  return views.some(({ state }) => state === 'closed') ? undefined : views[0];
}

const effects: Record<OrderAction, (order: Order) => string> = {
  cancel: (order) => sentences(undoingOf(order, 'cancelled')),
  hold: () => 'It stays where it is until the hold is released.',
  release: (order) =>
    order.holds.length > 1
      ? `One of its ${order.holds.length} holds is gone; the others still hold it.`
      : `It goes on from where it was: ${progressOf(order)}.`,
  retry: ({ failedFrom }) => `It gets all its attempts again, from where it was: ${failedFrom}.`,
};

function sentences(...texts: (string | undefined)[]): string {
  return texts
    .filter((text) => text !== undefined)
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .join(' ');
}
