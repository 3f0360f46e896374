import { orderStatuses, type TransitionType, transitions } from '@ofs/contracts';
import { anOrder } from '../test/store-kit';
import { asAccepted } from './order';
import { ForbiddenTransitionError, moved, noted } from './transition';

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

describe('moved', () => {
  it.each(pairs.filter(allowed))('$type moves an order that is $status', ({ type, status }) => {
    const { order } = moved({ ...accepted, status, failedFrom: 'authorized' }, type, doer);
    const { to } = transitions[type];
    expect(order).toMatchObject({ status: to === 'back' ? 'authorized' : to, version: 2, updatedAt: doer.time });
  });

  it.each(pairs.filter((pair) => !allowed(pair)))(
    '$type does not move an order that is $status',
    ({ type, status }) => {
      expect(() => moved({ ...accepted, status }, type, doer)).toThrow(ForbiddenTransitionError);
    },
  );

  it('writes state, timeline entry and lists, and only at the version it was made from', () => {
    const { writes } = moved(accepted, 'order.reserved', doer);
    const record = `{orders:0}:order:${accepted.id}`;
    expect(writes.guard).toEqual({ key: record, field: 'version', equals: 1 });
    expect(writes.writes.map(([command, key]) => [command, key])).toEqual([
      ['HSET', record],
      ['RPUSH', `{orders:0}:timeline:${accepted.id}`],
      ['ZADD', '{orders:0}:orders:status:reserved'],
      ['ZREM', '{orders:0}:orders:status:accepted'],
    ]);
  });

  it('brings a failed order back to where it stood', () => {
    const failed = moved({ ...accepted, status: 'reserved' }, 'order.failed', doer).order;
    expect(failed).toMatchObject({ status: 'failed', failedFrom: 'reserved' });
    expect(moved(failed, 'order.retried', doer).order).toMatchObject({ status: 'reserved', failedFrom: undefined });
  });

  it('keeps what was found out on the way', () => {
    const { order } = moved({ ...accepted, status: 'reserved' }, 'order.authorized', doer, {
      authorizationId: 'auth_1',
    });
    expect(order).toMatchObject({
      authorizationId: 'auth_1',
      paymentStatus: 'authorized',
      fulfillmentStatus: 'unfulfilled',
    });
  });
});

describe('noted', () => {
  it('adds to the timeline and leaves the order where it is', () => {
    const { order, writes } = noted(accepted, 'attempt.failed', doer, { error: 'no' });
    expect(order).toEqual({ ...accepted, version: 2, updatedAt: doer.time });
    expect(writes.writes.map(([command]) => command)).toEqual(['HSET', 'RPUSH']);
  });
});
