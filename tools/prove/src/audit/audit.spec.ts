import type { OrderDto, OrderStatus, TimelineEntryDto } from '@ofs/contracts';
import type { AskedOrder } from '../load/client-ledger';
import type { CancelAnswer } from '../load/operator';
import type { StockCount, StockLook } from '../load/storekeeper';
import { audit } from './audit';
import type { CheckName } from './check';
import type { Effect, Evidence, Outage, StoredOrder } from './evidence';

const body = {
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
function entry(sequence: number, type: string, from: OrderStatus | null, to: OrderStatus): TimelineEntryDto {
  const detail = type === 'order.backordered' || type === 'order.expired' ? { skus: ['A'] } : null;
  return { sequence, type, from, to, time: at(sequence), actor: '', attempt: null, detail };
}

function at(second: number): string {
  return new Date(second * 1_000).toISOString();
}

/** In the middle of this second after the epoch, when nothing else happens. */
function during(second: number) {
  return { from: second * 1_000 + 400, to: second * 1_000 + 600 };
}

function count(onHand: number, second: number, was?: StockLook): StockCount {
  return { sku: 'A', onHand, was, ...during(second) };
}

function look(onHand: number, reserved: number, second: number): StockLook {
  return { sku: 'A', onHand, reserved, available: onHand - reserved, ...during(second) };
}

function asked(overrides: Partial<AskedOrder> = {}): AskedOrder {
  const answers = [{ status: 202, id: 'ord_1', replayed: false }];
  return { reference: 'prove-1', key: 'key-1', habit: 'plain', sent: 1, body, answers, ...overrides };
}

/** One order, asked for once, completed, and everybody agrees. Of A there were 5 units, and it has got 2 of them. */
class Scene {
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

  /** The checks that are breached. */
  breached(): CheckName[] {
    return audit(this.evidence())
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ name }) => name);
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

let scene: Scene;
beforeEach(() => (scene = new Scene()));

function pay(token: string): void {
  scene.order = { ...scene.order, payment: { token } };
  scene.asked = [asked({ body: { ...body, payment: { token } } })];
}

function endWith(status: OrderStatus, entries: [type: string, from: OrderStatus, to: OrderStatus][]): void {
  const kept = scene.timeline.slice(
    0,
    scene.timeline.findIndex(({ from }) => from === entries[0]![1]),
  );
  scene.timeline = [...kept, ...entries.map((each, index) => entry(kept.length + index + 1, ...each))];
  scene.order = { ...scene.order, status, version: scene.timeline.length };
  scene.lists = new Map([...scene.lists].filter(([name]) => name !== 'status:completed'));
  scene.lists.set(`status:${status}`, ['ord_1']);
}

const aVoid: Effect = { kind: 'void', key: 'k', id: 'void-1', orderId: 'ord_1', authorizationId: 'authorization-1' };

/** Makes the order one that did not take what it wanted. */
function giveBack(): void {
  scene.reservations.set('ord_1', { state: 'released', units: new Map() });
  scene.looks = [look(5, 0, 20)];
  scene.kept.set('A', { onHand: 5, reserved: 0 });
}

/** Makes the order one that was declined, and everybody agrees. */
function decline(): void {
  pay('tok_decline');
  endWith('rejected', [
    ['order.declined', 'reserved', 'compensating'],
    ['order.rejected', 'compensating', 'rejected'],
  ]);
  scene.effects = [];
  giveBack();
}

/** Makes the order one for which no stock came in time, and everybody agrees. */
function expire(): void {
  endWith('rejected', [
    ['order.backordered', 'accepted', 'backordered'],
    ['order.expired', 'backordered', 'compensating'],
    ['order.rejected', 'compensating', 'rejected'],
  ]);
  scene.effects = [];
  giveBack();
}

/** Makes the order one that was cancelled while it was reserved, and everybody agrees. */
function cancel(): void {
  scene.cancels.set('ord_1', 'taken');
  endWith('cancelled', [
    ['order.cancel_requested', 'reserved', 'compensating'],
    ['payment.voided', 'compensating', 'compensating'],
    ['order.cancelled', 'compensating', 'cancelled'],
  ]);
  scene.effects = [scene.effects[0]!, aVoid];
  giveBack();
}

/** Makes the order one that nothing could be captured for, and everybody agrees. */
function fail(): void {
  pay('tok_capture_decline');
  endWith('failed', [['order.failed', 'shipped', 'failed']]);
  scene.effects.pop();
  scene.letters = [{ id: 'letter-1', subject: 'ord_1', reason: 'unrecoverable' }];
  scene.letterIds = ['letter-1'];
}

function stopAt(status: OrderStatus): void {
  const version = way.findIndex(([, reached]) => reached === status) + 1;
  scene.order = { ...scene.order, status, version };
  scene.timeline = scene.timeline.slice(0, version);
  scene.effects = [];
  scene.reservations.set('ord_1', { state: 'reserved', units: new Map([['A', 2]]) });
  scene.looks = [look(5, 2, 20)];
  scene.kept.set('A', { onHand: 5, reserved: 2 });
  scene.lists = new Map([...scene.lists].filter(([name]) => name !== 'status:completed'));
  scene.lists.set(`status:${status}`, ['ord_1']);
}

describe('the audit', () => {
  it('finds nothing where all is well', () => {
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with a declined order that was rejected', () => {
    decline();
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with an order that cannot be delivered, and whose payment was voided', () => {
    const shippingAddress = { ...body.shippingAddress, postalCode: 'INVALID' };
    scene.order = { ...scene.order, shippingAddress };
    scene.asked = [asked({ body: { ...body, shippingAddress } })];
    endWith('rejected', [
      ['order.undeliverable', 'authorized', 'compensating'],
      ['payment.voided', 'compensating', 'compensating'],
      ['order.rejected', 'compensating', 'rejected'],
    ]);
    scene.effects = [scene.effects[0]!, aVoid];
    giveBack();
    expect(scene.breached()).toEqual([]);
  });

  it.each<CancelAnswer>(['taken', 'unknown'])('finds nothing wrong with an order whose cancel was %s', (answer) => {
    cancel();
    scene.cancels.set('ord_1', answer);
    expect(scene.breached()).toEqual([]);
  });

  it.each<CancelAnswer>(['refused', 'unknown'])('nor with one that completed when its cancel was %s', (answer) => {
    scene.cancels.set('ord_1', answer);
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with an order that failed when it was to be paid', () => {
    fail();
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with an order whose client has no key and no answer, whether it is there or not', () => {
    scene.asked = [
      asked({ key: undefined, answers: [] }),
      asked({ reference: 'prove-2', key: undefined, answers: [] }),
    ];
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with an order for which no stock came in time', () => {
    expire();
    scene.whoWaited = [{ id: 'ord_1', lacks: ['A'] }];
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with a count and a look at the moment at which something leaves', () => {
    scene.counts.push(count(3, 4, look(5, 2, 4)));
    scene.looks = [look(5, 2, 4), look(1, 0, 6)];
    scene.kept.set('A', { onHand: 1, reserved: 0 });
    expect(scene.breached()).toEqual([]);
    scene.looks = [look(5, 2, 4), look(3, 0, 6)];
    scene.kept.set('A', { onHand: 3, reserved: 0 });
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong when fewer units are found than orders have', () => {
    scene.counts.push(count(1, 3, look(5, 2, 3)));
    scene.looks = [look(5, 2, 2), look(1, 2, 3), look(-1, 0, 6)];
    scene.kept.set('A', { onHand: -1, reserved: 0 });
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with an outage that few attempts found out', () => {
    scene.outage = { from: 0, to: 1, attemptsAllowed: 0 };
    expect(scene.breached()).toEqual([]);
  });

  it('finds nothing wrong with an attempt that failed and was noted', () => {
    scene.timeline.splice(2, 0, entry(3, 'attempt.failed', 'reserved', 'reserved'));
    scene.timeline = scene.timeline.map((each, index) => ({ ...each, sequence: index + 1 }));
    scene.order = { ...scene.order, version: 7 };
    expect(scene.breached()).toEqual([]);
  });
});

const cases: [what: string, CheckName[], change: () => void][] = [
  [
    'an accepted order that is gone',
    ['accepted-orders-exist'],
    () => {
      scene.lost = true;
      scene.effects = [];
      scene.reservations.clear();
      scene.looks = [look(5, 0, 20)];
      scene.kept.set('A', { onHand: 5, reserved: 0 });
      scene.lists = new Map();
      scene.listed = [];
    },
  ],
  [
    'effects of an order that is gone',
    ['effects-happen-once'],
    () => scene.effects.push({ kind: 'shipment', key: 'x', orderId: 'ord_9' }),
  ],
  ['an order that nobody goes on with', ['orders-come-to-their-end'], () => stopAt('reserved')],
  [
    'an order that waits still',
    ['orders-come-to-their-end', 'queue-is-empty'],
    () => {
      stopAt('reserved');
      scene.queue.delayed = ['ord_1'];
    },
  ],
  [
    'a failed order without a dead letter',
    ['orders-come-to-their-end'],
    () => {
      fail();
      scene.letters = [];
      scene.letterIds = [];
    },
  ],
  [
    'an order that failed for no reason',
    ['orders-come-to-their-end'],
    () => {
      fail();
      pay('tok_ok');
    },
  ],
  [
    'an order that was rejected for no reason',
    ['orders-come-to-their-end'],
    () => {
      decline();
      pay('tok_ok');
    },
  ],
  ['a declined order that is completed all the same', ['orders-come-to-their-end'], () => pay('tok_decline')],
  [
    'another total',
    ['orders-are-as-sent', 'effects-happen-once'],
    () => (scene.order = { ...scene.order, totalAmount: 301 }),
  ],
  ['another body', ['orders-are-as-sent'], () => (scene.order = { ...scene.order, currency: 'EUR' })],
  [
    'an answer no client should get',
    ['answers-are-right'],
    () => scene.asked[0]!.answers.push({ status: 500, replayed: false }),
  ],
  ['a key that was never answered', ['answers-are-right', 'no-order-unasked'], () => (scene.asked[0]!.answers = [])],
  [
    'a repeat that was not told to be one',
    ['answers-are-right'],
    () => scene.asked[0]!.answers.push({ status: 202, id: 'ord_1', replayed: false }),
  ],
  [
    'a misused key that got an order',
    ['answers-are-right'],
    () => {
      scene.asked[0]!.habit = 'misuses';
      scene.asked[0]!.answers.push({ status: 202, id: 'ord_1', replayed: true, misuse: true });
    },
  ],
  [
    'two ids for one key',
    ['accepted-orders-exist', 'one-order-per-key'],
    () => scene.asked[0]!.answers.push({ status: 202, id: 'ord_2', replayed: true }),
  ],
  [
    'a second order that no client knows of',
    ['one-order-per-key', 'no-order-unasked', 'effects-happen-once', 'lists-agree'],
    () => {
      scene.more.set('ord_2', { accepted: scene.order, status: 'completed', version: 6, timelineLength: 6 });
      scene.reservations.set('ord_2', { state: 'shipped', units: new Map() });
    },
  ],
  ['a second capture', ['effects-happen-once', 'one-void-or-capture'], () => scene.effects.push(scene.effects[2]!)],
  ['a missing shipment', ['effects-happen-once'], () => scene.effects.splice(1, 1)],
  [
    'a wrong amount',
    ['effects-happen-once', 'one-void-or-capture'],
    () => (scene.effects[0] = { ...scene.effects[0]!, amount: 1 }),
  ],
  ['a cancel that was promised and did not come', ['cancels-come-true'], () => scene.cancels.set('ord_1', 'taken')],
  [
    'a cancel that was refused and came',
    ['cancels-come-true'],
    () => {
      cancel();
      scene.cancels.set('ord_1', 'refused');
    },
  ],
  [
    'a cancel that nobody wanted',
    ['cancels-come-true', 'orders-come-to-their-end'],
    () => {
      cancel();
      scene.cancels.clear();
    },
  ],
  [
    'a cancelled order that was shipped',
    ['effects-happen-once'],
    () => {
      cancel();
      scene.effects.push({ kind: 'shipment', key: 'k', orderId: 'ord_1' });
    },
  ],
  ['a gap in the timeline', ['timelines-are-whole'], () => scene.timeline.splice(2, 1)],
  [
    'a charge for a declined order that was not voided',
    ['effects-happen-once', 'one-void-or-capture'],
    () => {
      decline();
      scene.effects.push({ kind: 'authorization', key: 'k', orderId: 'ord_1', amount: 300 });
    },
  ],
  ['a version twice', ['timelines-are-whole'], () => scene.timeline.push(scene.timeline[5]!)],
  [
    'a forbidden move',
    ['timelines-are-whole'],
    () => (scene.timeline[2] = entry(3, 'order.completed', 'reserved', 'authorized')),
  ],
  [
    'a status that the timeline does not end with',
    ['timelines-are-whole'],
    () => (scene.timeline[5] = entry(6, 'attempt.failed', 'shipped', 'shipped')),
  ],
  ['an order missing from a list', ['lists-agree'], () => scene.lists.set('customerId:customer-1', [])],
  ['an order in a list of another status', ['lists-agree'], () => scene.lists.set('status:shipped', ['ord_1'])],
  ['a page that repeats an order', ['lists-agree'], () => scene.listed.push('ord_1')],
  ['an order that no page shows', ['lists-agree'], () => (scene.listed = [])],
  ['a pending entry', ['queue-is-empty'], () => (scene.queue.pending = 1)],
  ['a message of no order', ['queue-is-empty'], () => (scene.queue.waiting = ['ord_9'])],
  ['a time that was over', ['queue-is-empty'], () => (scene.settled = false)],
  [
    'a dead letter of an order that completed',
    ['dead-letters-match'],
    () => {
      scene.letters = [{ id: 'letter-1', subject: 'ord_1', reason: 'attempts-exhausted' }];
      scene.letterIds = ['letter-1'];
    },
  ],
  [
    'a dead letter that no list shows',
    ['dead-letters-match'],
    () => {
      fail();
      scene.letterIds = [];
    },
  ],
  [
    'an order that waited for what there is enough of',
    ['orders-come-to-their-end'],
    () => {
      expire();
      scene.timeline[1]!.detail = { skus: ['B'] };
    },
  ],
  [
    'an order that was given up too early',
    ['orders-come-to-their-end'],
    () => {
      expire();
      scene.timeline[2]!.time = at(2);
    },
  ],
  [
    'a payment that is neither captured nor voided',
    ['one-void-or-capture', 'effects-happen-once'],
    () => {
      cancel();
      scene.effects.pop();
    },
  ],
  [
    'a payment that is captured and voided',
    ['one-void-or-capture', 'effects-happen-once'],
    () => scene.effects.push(aVoid),
  ],
  [
    'a payment that is voided twice',
    ['one-void-or-capture', 'effects-happen-once'],
    () => {
      cancel();
      scene.effects.push(aVoid);
    },
  ],
  [
    'a capture in another currency',
    ['one-void-or-capture'],
    () => (scene.effects[2] = { ...scene.effects[2]!, currency: 'EUR' }),
  ],
  [
    'a capture of nothing that was authorized',
    ['one-void-or-capture'],
    () => (scene.effects[2] = { ...scene.effects[2]!, authorizationId: 'authorization-9' }),
  ],
  [
    'the payment of a failed order that is voided all the same',
    ['effects-happen-once'],
    () => {
      fail();
      scene.effects.push(aVoid);
    },
  ],
  [
    'a unit that has disappeared',
    ['stock-is-conserved'],
    () => {
      scene.looks.push(look(2, 0, 7));
      scene.kept.set('A', { onHand: 2, reserved: 0 });
    },
  ],
  ['a unit that disappeared for a moment', ['stock-is-conserved'], () => scene.looks.unshift(look(4, 0, 1))],
  [
    'units that were given back twice',
    ['stock-is-conserved'],
    () => {
      scene.looks.push(look(3, -2, 7));
      scene.kept.set('A', { onHand: 3, reserved: -2 });
    },
  ],
  [
    'more sold than there was',
    ['stock-is-conserved'],
    () => {
      scene.counts = [count(1, 0)];
      scene.looks = [look(-1, 0, 6)];
      scene.kept.set('A', { onHand: -1, reserved: 0 });
    },
  ],
  ['more promised than there was', ['stock-is-conserved'], () => scene.looks.unshift(look(5, 6, 3))],
  ['an answer that does not add up', ['stock-is-conserved'], () => (scene.looks[0]!.available = 6)],
  [
    'stock that is shown otherwise than kept',
    ['stock-is-conserved'],
    () => scene.kept.set('A', { onHand: 4, reserved: 0 }),
  ],
  ['stock that Redis knows nothing of', ['stock-is-conserved'], () => scene.kept.clear()],
  ['a count that was never confirmed', ['stock-is-conserved'], () => (scene.counts[0]!.to = Infinity)],
  [
    'a completed order that holds its stock still',
    ['stock-is-conserved'],
    () => scene.reservations.set('ord_1', { state: 'reserved', units: new Map([['A', 2]]) }),
  ],
  [
    'a cancelled order whose stock was shipped',
    ['stock-is-conserved'],
    () => {
      cancel();
      scene.reservations.set('ord_1', { state: 'shipped', units: new Map() });
    },
  ],
  [
    'stock that is held for no order',
    ['stock-is-conserved'],
    () => scene.reservations.set('ord_9', { state: 'released', units: new Map() }),
  ],
  [
    'a completed order that is among those that wait',
    ['stock-is-conserved'],
    () => scene.waiting.set('woken:A', ['ord_1']),
  ],
  [
    'an order that waits for what is there',
    ['stock-is-conserved'],
    () => (scene.whoWaited = [{ id: 'ord_1', lacks: [] }]),
  ],
  ['units that nobody is told of', ['stock-is-conserved'], () => scene.arrived.push('A')],
  [
    'an outage that cost too many attempts',
    ['outage-is-waited-out'],
    () => {
      scene.outage = { from: 0, to: 1, attemptsAllowed: 0 };
      scene.timeline.splice(2, 0, entry(3, 'attempt.failed', 'reserved', 'reserved'));
      scene.timeline = scene.timeline.map((each, index) => ({ ...each, sequence: index + 1 }));
      scene.order = { ...scene.order, version: 7 };
    },
  ],
  [
    'an order that was given up for an outage',
    ['outage-is-waited-out'],
    () => {
      fail();
      scene.outage = { from: 0, to: 1, attemptsAllowed: 0 };
    },
  ],
  ['a process that crashed', ['no-incidents'], () => scene.incidents.push('processor-1 ended by itself')],
];

it.each(cases)('the audit finds %s', (_what, names, change) => {
  change();
  expect(scene.breached().sort()).toEqual(names.sort());
});
