import { type OrderStatus, orderStatuses, ProblemError, type TransitionType, transitions } from '@ofs/contracts';
import { anOrder } from '../test/store-kit';
import { asAccepted, type Order } from './order';
import { ForbiddenTransitionError, moved, noted, retried } from './transition';

const doer = { actor: 'test', attempt: 2, time: '2026-11-22T10:00:00.000Z' };
const accepted = asAccepted({
  ...anOrder(),
  id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00',
  createdAt: '2026-11-22T09:00:00.000Z',
});
const types = Object.keys(transitions) as TransitionType[];
const pairs = types.flatMap((type) => orderStatuses.map((status) => ({ type, status })));
const allowed = ({ type, status }: (typeof pairs)[number]): boolean =>
  (transitions[type].from as readonly string[]).includes(status);

function at(status: OrderStatus, fields: Partial<Order> = {}): Order {
  return { ...accepted, status, ...fields };
}

describe('moved', () => {
  it.each(pairs.filter(allowed))('$type moves an order that is $status', ({ type, status }) => {
    const { order } = moved(at(status, { failedFrom: 'authorized', heldFrom: 'reserved' }), type, doer);
    const { to } = transitions[type];
    const back = status === 'failed' ? 'authorized' : 'reserved';
    expect(order).toMatchObject({ status: to === 'back' ? back : to, version: 2, updatedAt: doer.time });
  });

  it.each(pairs.filter((pair) => !allowed(pair)))(
    '$type does not move an order that is $status',
    ({ type, status }) => {
      expect(() => moved(at(status), type, doer)).toThrow(ForbiddenTransitionError);
    },
  );

  it.each(['order.cancel_requested', 'order.held'] as const)('%s is refused once the carrier was asked', (type) => {
    const asked = moved(at('authorized'), 'shipment.requested', doer).order;
    expect(() => moved(asked, type, doer)).toThrow(ForbiddenTransitionError);
  });

  it('writes state, timeline entry and lists, and only at the version it was made from', () => {
    const { writes } = moved(accepted, 'order.reserved', doer);
    const record = `{orders:0}:order:${accepted.id}`;
    // What it was accepted as, its state, and one entry.
    expect(writes.guard).toEqual({ key: record, length: 3 });
    expect(writes.writes.map(([command, key]) => [command, key])).toEqual([
      ['LSET', record],
      ['RPUSH', record],
      ['ZADD', '{orders:0}:orders:status:reserved'],
      ['ZREM', '{orders:0}:orders:status:accepted'],
    ]);
  });

  it('keeps what was found out on the way', () => {
    const { order } = moved(at('reserved'), 'order.authorized', doer, { authorizationId: 'auth_1' });
    expect(order).toMatchObject({
      authorizationId: 'auth_1',
      paymentStatus: 'authorized',
      fulfillmentStatus: 'unfulfilled',
    });
  });
});

/** Where an order is after these moves, one after the other. */
function after(order: Order, ...types: (TransitionType | 'retried')[]): Order {
  return types.reduce(
    (before, type) => (type === 'retried' ? retried(before, doer) : moved(before, type, doer)).order,
    order,
  );
}

describe('an order remembers where it comes from', () => {
  it.each(transitions['order.failed'].from)('and goes back there when it is retried: %s', (status) => {
    const failed = moved(at(status, { heldFrom: 'accepted' }), 'order.failed', doer, { deadLetterId: 'letter' }).order;
    expect(failed).toMatchObject({ status: 'failed', failedFrom: status, deadLetterId: 'letter' });
    expect(retried(failed, doer).order).toMatchObject({ status, failedFrom: undefined, deadLetterId: undefined });
  });

  it.each(transitions['order.held'].from)('and goes back there with its last hold: %s', (status) => {
    const held = after(at(status), 'order.held', 'hold.added', 'hold.released');
    expect(held).toMatchObject({ status: 'on_hold', heldFrom: status });
    expect(after(held, 'order.released')).toMatchObject({ status, heldFrom: undefined });
    // Also when it has failed and was retried in between.
    expect(after(held, 'order.failed', 'retried', 'order.released').status).toBe(status);
  });

  it.each<[OrderStatus, (TransitionType | 'retried')[]]>([
    ['accepted', []],
    ['reserved', ['order.held']],
    ['authorized', ['order.failed']],
    ['reserved', ['order.held', 'order.failed']],
    ['authorized', ['order.cancel_requested', 'order.failed']],
  ])('and how far it had come, when it is cancelled: %s, then %j', (status, types) => {
    const cancelled = after(at(status), ...types, 'order.cancel_requested');
    expect(cancelled).toMatchObject({ status: 'compensating', undoing: { from: status, to: 'cancelled' } });
    const undone = after(cancelled, 'payment.voided', 'order.failed', 'retried', 'order.cancelled');
    expect(undone).toMatchObject({ status: 'cancelled', paymentStatus: 'voided', undoing: undefined });
  });

  it('and why it is rejected, also when undoing it has failed and was retried', () => {
    const failure = new ProblemError('shipment-refused').toDocument();
    const refused = moved(at('authorized'), 'order.undeliverable', doer, { failure }).order;
    expect(refused).toMatchObject({ undoing: { from: 'authorized', to: 'rejected', failure } });
    const other = new ProblemError('fulfilment-failed').toDocument();
    const failed = moved(refused, 'order.failed', doer, { failure: other }).order;
    expect(failed.failure).toEqual(other);
    expect(after(failed, 'retried', 'payment.voided', 'order.rejected')).toMatchObject({ status: 'rejected', failure });
  });
});

describe('noted', () => {
  it('adds to the timeline and leaves the order where it is', () => {
    const { order, writes } = noted(accepted, 'attempt.failed', doer, { error: 'no' });
    expect(order).toEqual({ ...accepted, version: 2, updatedAt: doer.time });
    expect(writes.writes.map(([command]) => command)).toEqual(['LSET', 'RPUSH']);
  });
});
