import type { OrderDto, OrderStatus, TimelineEntryDto } from '@ofs/contracts';
import type { AskedOrder } from '../src/load/client-ledger';
import type { CancelAnswer } from '../src/load/operator';
import type { StockCount, StockLook } from '../src/load/storekeeper';
import { audit } from '../src/audit/audit';
import type { CheckName } from '../src/audit/check';
import type { Effect, Evidence, Outage, StoredOrder } from '../src/audit/evidence';

/** What the client has sent. */
export const body = {
  reference: 'prove-1',
  customerId: 'customer-1',
  currency: 'GBP',
  lines: [
    { sku: 'A', quantity: 1, unitPrice: 100 },
    { sku: 'B', quantity: 1, unitPrice: 100 },
    { sku: 'A', quantity: 1, unitPrice: 100 },
  ],
  shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
  payment: { token: 'tok_ok' },
};

const way: [type: string, status: OrderStatus][] = [
  ['order.accepted', 'accepted'],
  ['order.reserved', 'reserved'],
  ['order.authorized', 'authorized'],
  ['shipment.requested', 'authorized'],
  ['order.shipped', 'shipped'],
  ['order.completed', 'completed'],
];

/** The first entry is made a second after the epoch, and each further one a second later. */
export function entry(sequence: number, type: string, from: OrderStatus | null, to: OrderStatus): TimelineEntryDto {
  const detail = type === 'order.backordered' || type === 'order.expired' ? { skus: ['A'] } : null;
  return { sequence, type, from, to, time: at(sequence), actor: '', attempt: null, detail };
}

export function at(second: number): string {
  return new Date(second * 1_000).toISOString();
}

/** In the middle of this second after the epoch, when nothing else happens. */
function during(second: number) {
  return { from: second * 1_000 + 400, to: second * 1_000 + 600 };
}

export function count(onHand: number, second: number, was?: StockLook): StockCount {
  return { sku: 'A', onHand, was, ...during(second) };
}

export function look(onHand: number, reserved: number, second: number): StockLook {
  return { sku: 'A', onHand, reserved, available: onHand - reserved, ...during(second) };
}

export function asked(overrides: Partial<AskedOrder> = {}): AskedOrder {
  const answers = [{ status: 202, id: 'ord_1', replayed: false }];
  return { reference: 'prove-1', key: 'key-1', habit: 'plain', sent: 1, body, answers, ...overrides };
}

export const aVoid: Effect = {
  kind: 'void',
  key: 'k',
  id: 'void-1',
  orderId: 'ord_1',
  authorizationId: 'authorization-1',
};

/** One order, asked for once, completed, and everybody agrees. Of A there were 5 units, and it has got 2 of them. */
export class Scene {
  counts = [count(5, 0)];
  looks = [look(5, 0, 1), look(5, 2, 3), look(3, 0, 6)];
  kept = new Map([['A', { onHand: 3, reserved: 0 }]]);
  reservations = new Map([['ord_1', { state: 'shipped', units: new Map<string, number>() }]]);
  waiting = new Map<string, string[]>();
  arrived: string[] = [];
  whoWaited: { id: string; lacks: string[] }[] = [];
  outage?: Outage;
  asked = [asked()];
  timeline = way.map(([type, to], index) => entry(index + 1, type, way[index - 1]?.[1] ?? null, to));
  effects: Effect[] = (['authorization', 'shipment', 'capture'] as const).map((kind) => ({
    kind,
    key: `ord_1:${kind}`,
    id: `${kind}-1`,
    orderId: 'ord_1',
    amount: kind === 'shipment' ? undefined : 300,
    authorizationId: kind === 'capture' ? 'authorization-1' : undefined,
  }));
  order = { ...body, id: 'ord_1', status: 'completed', totalAmount: 300, version: 6 } as OrderDto;
  cancels = new Map<string, CancelAnswer>();
  more = new Map<string, StoredOrder>();
  lost = false;
  lists = new Map([
    ['status:completed', ['ord_1']],
    ['customerId:customer-1', ['ord_1']],
    ['reference:prove-1', ['ord_1']],
  ]);
  queue = { waiting: [] as string[], pending: 0, delayed: [] as string[] };
  letters: { id: string; subject: string; reason: string }[] = [];
  letterIds: string[] = [];
  listed = ['ord_1'];
  settled = true;
  incidents: string[] = [];

  /** The checks that are breached, by their names' order. */
  breached(): CheckName[] {
    return audit(this.evidence())
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ name }) => name)
      .sort();
  }

  /** Makes the order one that was sent otherwise. */
  send(change: Partial<typeof body>): void {
    this.order = { ...this.order, ...change };
    this.asked = [asked({ body: { ...body, ...change } })];
  }

  pay(token: string): void {
    this.send({ payment: { token } });
  }

  /** Makes the order one that went on in this way from where the first of these entries begins. */
  endWith(status: OrderStatus, entries: [type: string, from: OrderStatus, to: OrderStatus][]): void {
    const kept = this.timeline.slice(
      0,
      this.timeline.findIndex(({ from }) => from === entries[0]![1]),
    );
    this.standAt(status, [...kept, ...entries.map((each, index) => entry(kept.length + index + 1, ...each))]);
  }

  /** Makes the order one that did not take what it wanted. */
  giveBack(): void {
    this.reservations.set('ord_1', { state: 'released', units: new Map() });
    this.looks = [look(5, 0, 20)];
    this.kept.set('A', { onHand: 5, reserved: 0 });
  }

  /** Makes the order one that was declined, and everybody agrees. */
  decline(): void {
    this.pay('tok_decline');
    this.endWith('rejected', [
      ['order.declined', 'reserved', 'compensating'],
      ['order.rejected', 'compensating', 'rejected'],
    ]);
    this.effects = [];
    this.giveBack();
  }

  /** Makes the order one for which no stock came in time, and everybody agrees. */
  expire(): void {
    this.endWith('rejected', [
      ['order.backordered', 'accepted', 'backordered'],
      ['order.expired', 'backordered', 'compensating'],
      ['order.rejected', 'compensating', 'rejected'],
    ]);
    this.effects = [];
    this.giveBack();
  }

  /** Makes the order one that was cancelled while it was reserved, and everybody agrees. */
  cancel(): void {
    this.cancels.set('ord_1', 'taken');
    this.endWith('cancelled', [
      ['order.cancel_requested', 'reserved', 'compensating'],
      ['payment.voided', 'compensating', 'compensating'],
      ['order.cancelled', 'compensating', 'cancelled'],
    ]);
    this.effects = [this.effects[0]!, aVoid];
    this.giveBack();
  }

  /** Makes the order one that nothing could be captured for, and everybody agrees. */
  fail(): void {
    this.pay('tok_capture_decline');
    this.endWith('failed', [['order.failed', 'shipped', 'failed']]);
    this.effects.pop();
    this.letters = [{ id: 'letter-1', subject: 'ord_1', reason: 'unrecoverable' }];
    this.letterIds = ['letter-1'];
  }

  /** Makes the order one that stands still where its way has led it so far. */
  stopAt(status: OrderStatus): void {
    this.standAt(status, this.timeline.slice(0, way.findIndex(([, reached]) => reached === status) + 1));
    this.effects = [];
    this.reservations.set('ord_1', { state: 'reserved', units: new Map([['A', 2]]) });
    this.looks = [look(5, 2, 20)];
    this.kept.set('A', { onHand: 5, reserved: 2 });
  }

  /** Makes the order one of which an attempt failed while it was reserved. */
  failAnAttempt(): void {
    const timeline = this.timeline.toSpliced(2, 0, entry(3, 'attempt.failed', 'reserved', 'reserved'));
    this.standAt(
      this.order.status,
      timeline.map((each, index) => ({ ...each, sequence: index + 1 })),
    );
  }

  private standAt(status: OrderStatus, timeline: TimelineEntryDto[]): void {
    this.lists.delete(`status:${this.order.status}`);
    this.lists.set(`status:${status}`, ['ord_1']);
    this.timeline = timeline;
    this.order = { ...this.order, status, version: timeline.length };
  }

  private evidence(): Evidence {
    const { order, timeline } = this;
    const { status, version } = order;
    const stored: StoredOrder = { accepted: order, status, version, timelineLength: timeline.length };
    return {
      asked: this.asked,
      cancels: this.cancels,
      counts: this.counts,
      looks: this.looks,
      waiting: this.whoWaited,
      backorderMs: 2_000,
      outage: this.outage,
      shown: new Map(this.lost ? [] : [['ord_1', { order, timeline }]]),
      listed: this.listed,
      listedLetters: this.letterIds,
      stored: {
        orders: new Map([...(this.lost ? [] : [['ord_1', stored] as const]), ...this.more]),
        lists: this.lists,
        queues: [{ ...this.queue, letters: this.letters, letterIds: this.letterIds }],
        stock: this.kept,
        reservations: this.reservations,
        waiting: this.waiting,
        arrived: this.arrived,
      },
      effects: this.effects,
      settled: this.settled,
      incidents: this.incidents,
    };
  }
}
