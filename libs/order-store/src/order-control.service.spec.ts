import { MAX_HOLDS, ProblemError } from '@ofs/contracts';
import { type Message, QueueProducer, type RecordWriter } from '@ofs/redis-queue';
import { useRedis } from '@ofs/testing';
import { anOrder, openStore, type Store } from '../test/store-kit';
import type { Order } from './order';
import {
  ActionNotSupportedError,
  HoldMissingError,
  InterventionUnconfirmedError,
  OrderBusyError,
  OrderChangedError,
  OrderControl,
  TooManyHoldsError,
} from './order-control.service';
import { OrderMissingError } from './order-reader.service';
import { type Findings, moved } from './transition';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

const operator = { actor: 'operator' };

/** An accepted order whose message a consumer has taken. */
async function accepted(): Promise<Order> {
  const { order } = await store.intake.accept(anOrder(), 'test');
  await store.redis.xtrim('{orders:0}:stream', 'MAXLEN', 0);
  return order;
}

async function move(order: Order, type: Parameters<typeof moved>[1], findings?: Findings): Promise<Order> {
  const change = moved(order, type, { actor: 'test', time: new Date().toISOString() }, findings);
  await store.writer.write(change.writes);
  return change.order;
}

/** An order that has failed from where it is, and the dead letter of its message. */
async function failed(order: Order, deadLetterId = `1763847000000-${order.id}`): Promise<Order> {
  const message: Partial<Message> = {
    id: 'm',
    type: 'order.accepted',
    source: 's',
    subject: order.id,
    time: '',
    attempt: 8,
  };
  const letter = { id: deadLetterId, reason: 'attempts-exhausted', message: JSON.stringify(message) };
  await store.redis
    .multi()
    .zadd('{orders:0}:dead', 0, deadLetterId)
    .hset('{orders:0}:dead-letters', deadLetterId, JSON.stringify(letter))
    .exec();
  return move(order, 'order.failed', { deadLetterId, failure: new ProblemError('fulfilment-failed').toDocument() });
}

/** The subjects of the messages that wait. */
async function waiting(): Promise<string[]> {
  const entries = await store.redis.xrange('{orders:0}:stream', '-', '+');
  return entries.map(([, [, wire]]) => (JSON.parse(wire!) as Message).subject);
}

describe('cancel', () => {
  it('leads an order to where it is undone, and sends the message that does it', async () => {
    const { id } = await accepted();
    const order = await store.control.cancel(id, { ...operator, reason: 'changed my mind' });
    expect(order).toMatchObject({ status: 'compensating', version: 2, undoing: { from: 'accepted', to: 'cancelled' } });
    expect(await store.reader.get(id)).toEqual(order);
    expect((await store.reader.timeline(id)).at(-1)).toMatchObject({
      type: 'order.cancel_requested',
      actor: 'operator',
      detail: { reason: 'changed my mind' },
    });
    expect(await waiting()).toEqual([id]);
  });

  it('is taken also while the queue is full', async () => {
    const { id } = await accepted();
    const producer = new QueueProducer(store.connections, { name: 'orders' }, { backlogLimit: 1 });
    await producer.enqueue({ type: 't', source: 's', subject: 'other', data: null });
    const control = new OrderControl(store.reader, store.writer, producer, store.deadLetters);
    expect((await control.cancel(id, operator)).status).toBe('compensating');
  });

  it('takes the dead letter of a failed order away', async () => {
    const { id } = await failed(await move(await accepted(), 'order.reserved'));
    expect(await store.control.cancel(id, operator)).toMatchObject({ undoing: { from: 'reserved' }, failure: null });
    expect((await store.deadLetters.page({ limit: 1 })).letters).toEqual([]);
    expect(await waiting()).toEqual([id]);
  });

  it('is refused once the carrier was asked, and nothing is done', async () => {
    const reserved = await move(await accepted(), 'order.reserved');
    const asked = await move(await move(reserved, 'order.authorized'), 'shipment.requested');
    await expect(store.control.cancel(asked.id, operator)).rejects.toThrow(ActionNotSupportedError);
    expect(await store.reader.get(asked.id)).toEqual(asked);
    expect(await waiting()).toEqual([]);
  });

  it('happens once, however many ask for it at the same time', async () => {
    const { id } = await accepted();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => store.control.cancel(id, operator)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of all)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ActionNotSupportedError);
    expect(await waiting()).toEqual([id]);
    expect((await store.reader.timeline(id)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });
});

describe('hold and release', () => {
  it('stop an order and let it go on where it was, with the last of its holds', async () => {
    const { id } = await move(await accepted(), 'order.reserved');
    await store.control.hold(id, 'first', operator);
    const held = await store.control.hold(id, 'second', operator);
    expect(held).toMatchObject({ status: 'on_hold', holds: [{ reason: 'first' }, { reason: 'second' }] });
    const [first, second] = held.holds.map((hold) => hold.id) as [string, string];
    expect(await waiting()).toEqual([]);

    expect(await store.control.release(id, second, operator)).toMatchObject({
      status: 'on_hold',
      holds: [{ id: first }],
    });
    await expect(store.control.release(id, second, operator)).rejects.toThrow(HoldMissingError);
    expect(await waiting()).toEqual([]);

    expect(await store.control.release(id, first, operator)).toMatchObject({ status: 'reserved', holds: [] });
    expect(await waiting()).toEqual([id]);
    await expect(store.control.release(id, first, operator)).rejects.toThrow(ActionNotSupportedError);
    expect((await store.reader.timeline(id)).slice(2).map(({ type, from, to }) => [type, from, to])).toEqual([
      ['order.held', 'reserved', 'on_hold'],
      ['hold.added', 'on_hold', 'on_hold'],
      ['hold.released', 'on_hold', 'on_hold'],
      ['order.released', 'on_hold', 'reserved'],
    ]);
  });

  it('lose nothing when many are placed and released at the same time', async () => {
    const { id } = await accepted();
    const held = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((reason) => store.control.hold(id, reason, operator)));
    const { holds } = held.find((order) => order.holds.length === 5)!;
    await Promise.all(holds.map((hold) => store.control.release(id, hold.id, operator)));
    expect(await store.reader.get(id)).toMatchObject({ status: 'accepted', holds: [] });
    expect(await waiting()).toEqual([id]);
  });

  it('are not placed without end', async () => {
    const holds = Array.from({ length: MAX_HOLDS - 1 }, (_, n) => ({ id: String(n), reason: 'odd' }));
    const { id } = await move(await accepted(), 'order.held', { holds });
    expect((await store.control.hold(id, 'last', operator)).holds).toHaveLength(MAX_HOLDS);
    await expect(store.control.hold(id, 'one more', operator)).rejects.toThrow(TooManyHoldsError);
    expect((await store.reader.get(id)).holds).toHaveLength(MAX_HOLDS);
  });

  it('a cancelled order has no holds any more', async () => {
    const { id } = await accepted();
    await store.control.hold(id, 'odd', operator);
    expect(await store.control.cancel(id, operator)).toMatchObject({ status: 'compensating', holds: [] });
  });
});

describe('retry', () => {
  it('replays the dead letter of an order, which is back where it stood', async () => {
    const { id } = await failed(await move(await accepted(), 'order.reserved'));
    expect(await store.control.retry(id, operator)).toMatchObject({ status: 'reserved', failure: null });
    expect(await store.redis.zcard('{orders:0}:dead')).toBe(0);
    expect(await waiting()).toEqual([id]);
    await expect(store.control.retry(id, operator)).rejects.toThrow(ActionNotSupportedError);
  });

  it('needs no dead letter: it may be discarded or forgotten', async () => {
    const { id, deadLetterId } = await failed(await move(await accepted(), 'order.reserved'));
    await store.deadLetters.discard(deadLetterId!);
    expect((await store.control.retry(id, operator)).status).toBe('reserved');
    expect(await waiting()).toEqual([id]);
  });

  it('and a replay of the dead letter at the same time are one', async () => {
    const order = await failed(await move(await accepted(), 'order.reserved'));
    const letter = (await store.deadLetters.get(order.deadLetterId!))!;
    const results = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => store.control.retry(order.id, operator)),
      ...Array.from({ length: 5 }, () => store.replay.replay(letter, 'operator')),
    ]);
    const done = results.filter((result) => result.status === 'fulfilled' && result.value !== false);
    expect(done).toHaveLength(1);
    expect(await waiting()).toEqual([order.id]);
    expect((await store.reader.get(order.id)).version).toBe(order.version + 1);
  });
});

describe('an action', () => {
  it('is not taken on an order that is not there', async () => {
    await expect(store.control.cancel('ord_01kaq8x5tce3qa7ge4fdm0ns00', operator)).rejects.toThrow(OrderMissingError);
  });

  it('is not taken on an order that is not what the caller takes it for', async () => {
    const { id } = await accepted();
    const precondition = ({ version }: Order) => version === 1;
    await store.control.hold(id, 'odd', { ...operator, precondition });
    await expect(store.control.cancel(id, { ...operator, precondition })).rejects.toThrow(OrderChangedError);
    expect((await store.reader.get(id)).version).toBe(2);
  });

  it('sends its message to the partition that the order lives in', async () => {
    await store.close();
    store = await openStore(redis, 2);
    const all = [await store.intake.accept(anOrder(), 'test'), await store.intake.accept(anOrder(), 'test')];
    for (const { order } of all) await store.control.cancel(order.id, operator);
    const { commands } = store.connections;
    expect([await commands.xlen('{orders:0}:stream'), await commands.xlen('{orders:1}:stream')]).toEqual([2, 2]);
  });

  it('gives up on an order that changes every time', async () => {
    const { id } = await accepted();
    const busy = { write: () => Promise.resolve('stale') } as unknown as RecordWriter;
    const control = new OrderControl(store.reader, busy, store.producer, store.deadLetters);
    await expect(control.hold(id, 'odd', operator)).rejects.toThrow(OrderBusyError);
  });

  it.each(['cancel', 'retry', 'hold'] as const)(
    'says when it is not known whether it was taken: %s',
    async (action) => {
      const order = await accepted();
      if (action === 'retry') await failed(order);
      // The order is read before Redis goes away.
      const read = await store.reader.get(order.id);
      jest.spyOn(store.reader, 'get').mockResolvedValue(read);
      store.server.freeze();
      try {
        const asked =
          action === 'hold' ? store.control.hold(order.id, 'odd', operator) : store.control[action](order.id, operator);
        await expect(asked).rejects.toThrow(InterventionUnconfirmedError);
      } finally {
        store.server.thaw();
      }
    },
  );
});
