import { ActionNotSupportedError } from '@ofs/order-store';
import { eventually } from '@ofs/testing';
import { type Death, operator, useWorkshop, type Workshop } from '../../test/fulfilment-kit';
import type { EffectKind, ProviderDouble } from '../../test/provider-double';
import { ProviderUnavailableError, ProviderUnreachedError } from '../providers/provider-errors';

let gateway: ProviderDouble;
let carrier: ProviderDouble;
let shop: Workshop;
useWorkshop((opened) => ({ shop, gateway, carrier } = opened), { apart: true });

/** Has a consumer go on with the order until it asks for this, and no further: its request is still on its way. */
async function until(kind: 'authorize' | 'ship' | 'void', id: string): Promise<{ goOn: () => Promise<void> }> {
  const provider = kind === 'ship' ? carrier : gateway;
  const before = provider.requests;
  const letGo = provider.delay(kind);
  const delivered = shop.deliver(id);
  await eventually(() => expect(provider.requests).toBe(before + 1));
  return {
    goOn: async () => {
      letGo();
      await delivered;
    },
  };
}

type Write = () => Promise<'written' | 'stale'>;

/** Has the first write of a withdrawal done in another way. */
function onceWithdrawn(act: (write: Write) => ReturnType<Write>): void {
  const write = shop.writer.write.bind(shop.writer);
  let isDone = false;
  jest.spyOn(shop.writer, 'write').mockImplementation((writes) => {
    if (isDone || !JSON.stringify(writes).includes('shipment.withdrawn')) return write(writes);
    isDone = true;
    return act(() => write(writes));
  });
}

describe('an authorisation that comes late', () => {
  it('is a repeat of the one that was made to be voided', async () => {
    const id = await shop.place();
    const zombie = await until('authorize', id);
    await shop.control.cancel(id, operator);
    await shop.deliver(id);
    expect(gateway.effects).toEqual(['authorize', 'void']);
    await zombie.goOn();
    expect(gateway.effects).toEqual(['authorize', 'void']);
    expect(await shop.reader.get(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
  });

  it('moves an order on that was held and released meanwhile', async () => {
    const id = await shop.place();
    const slow = await until('authorize', id);
    const { holds } = await shop.control.hold(id, 'odd', operator);
    await shop.control.release(id, holds[0]!.id, operator);
    await slow.goOn();
    expect((await shop.reader.get(id)).status).toBe('completed');
    expect(gateway.effects).toEqual(['authorize', 'capture']);
  });

  it('does not move an order that is on hold', async () => {
    const id = await shop.place();
    const slow = await until('authorize', id);
    const { holds } = await shop.control.hold(id, 'odd', operator);
    await slow.goOn();
    expect(await shop.reader.get(id)).toMatchObject({ status: 'on_hold', paymentStatus: 'none' });
    await shop.control.release(id, holds[0]!.id, operator);
    await shop.deliver(id);
    expect(gateway.effects).toEqual(['authorize', 'capture']);
  });

  it('is no failure of an order that is on hold, if it fails', async () => {
    const id = await shop.place();
    const slow = await until('authorize', id);
    await shop.control.hold(id, 'odd', operator);
    gateway.fails.add('authorize');
    await slow.goOn();
    expect(await shop.reader.get(id)).toMatchObject({ status: 'on_hold', version: 3 });
  });
});

describe('an order whose carrier is asked', () => {
  it('can be neither held nor cancelled, also when the answer is not known yet or was none', async () => {
    const id = await shop.place();
    const asking = await until('ship', id);
    const refused = async () => {
      await expect(shop.control.cancel(id, operator)).rejects.toThrow(ActionNotSupportedError);
      await expect(shop.control.hold(id, 'odd', operator)).rejects.toThrow(ActionNotSupportedError);
    };
    await refused();
    carrier.fails.add('ship');
    const failure: unknown = await asking.goOn().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderUnavailableError);
    await shop.note(id, failure, { outcome: 'dead-letter', reason: 'attempts-exhausted' });
    expect((await shop.reader.get(id)).status).toBe('failed');
    await refused();

    carrier.fails.clear();
    await shop.control.retry(id, operator);
    await shop.deliver(id);
    expect((await shop.reader.get(id)).status).toBe('completed');
    expect(carrier.effects).toEqual(['ship']);
  });

  it('can be cancelled again when the carrier could not be reached', async () => {
    const id = await shop.place();
    await carrier.stop();
    await shop.note(id, await shop.attempt(id));
    expect((await shop.reader.get(id)).fulfillmentStatus).toBe('unfulfilled');
    await shop.control.cancel(id, operator);
    await shop.deliver(id);
    expect(await shop.reader.get(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
  });

  it('can, also when several could not reach it at the same time', async () => {
    const id = await shop.place();
    await carrier.stop();
    const errors = await Promise.all(Array.from({ length: 5 }, () => shop.attempt(id)));
    for (const error of errors) expect(error).toBeInstanceOf(ProviderUnreachedError);
    expect(await shop.reader.get(id)).toMatchObject({ fulfillmentStatus: 'unfulfilled' });
  });

  it('can, also when it changed while that was written down', async () => {
    const id = await shop.place();
    await carrier.stop();
    onceWithdrawn(async (write) => {
      await shop.note(id, new Error('another attempt'));
      return write();
    });
    expect(await shop.attempt(id)).toBeInstanceOf(ProviderUnreachedError);
    expect(await shop.reader.get(id)).toMatchObject({ fulfillmentStatus: 'unfulfilled' });
  });

  it('has nothing of it written down once it has failed', async () => {
    const id = await shop.place();
    await carrier.stop();
    onceWithdrawn(async (write) => {
      await shop.note(id, new Error('another'), { outcome: 'dead-letter', reason: 'attempts-exhausted' });
      return write();
    });
    expect(await shop.attempt(id)).toBeInstanceOf(ProviderUnreachedError);
    expect(await shop.reader.get(id)).toMatchObject({ status: 'failed', fulfillmentStatus: 'requested' });
  });

  it('has that written down once, also when the answer is lost', async () => {
    const id = await shop.place();
    carrier.fails.add('ship');
    await shop.attempt(id);
    await carrier.stop();
    onceWithdrawn(async (write) => {
      await write();
      return write();
    });
    await shop.attempt(id);
    const types = (await shop.reader.timeline(id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'shipment.withdrawn')).toHaveLength(1);
    expect(await shop.reader.get(id)).toMatchObject({ fulfillmentStatus: 'requested' });
  });

  it.each<[string, Death]>([
    ['the answer was no answer', { commit: 99, when: 'after' }],
    ['whoever has asked has died before there was an answer', { commit: 4, when: 'before' }],
    ['whoever was to ask has died first', { commit: 3, when: 'after' }],
  ])('cannot, when somebody may have reached it: %s', async (_what, death) => {
    const id = await shop.place();
    if (death.commit === 99) carrier.fails.add('ship');
    await shop.deliver(id, death).catch(() => undefined);
    await carrier.stop();
    await shop.attempt(id);
    expect((await shop.reader.get(id)).fulfillmentStatus).toBe('requested');
    await expect(shop.control.cancel(id, operator)).rejects.toThrow(ActionNotSupportedError);
  });
});

it('consumers that ask the carrier at the same time do not keep each other from writing down its answer', async () => {
  const id = await shop.place();
  const one = await until('ship', id);
  const other = await until('ship', id);
  await one.goOn();
  expect((await shop.reader.get(id)).status).toBe('completed');
  await other.goOn();
  expect(carrier.requests).toBe(2);
  expect(carrier.effects).toEqual(['ship']);
});

it('consumers that fail at the same step do not drive each other on', async () => {
  const id = await shop.place();
  const one = await until('ship', id);
  const other = await until('ship', id);
  carrier.fails.add('ship');
  for (const { goOn } of [one, other]) await expect(goOn()).rejects.toThrow(ProviderUnavailableError);
  expect(carrier.requests).toBe(2);
});

it('consumers that undo an order at the same time note each thing that is undone once', async () => {
  const id = await shop.place();
  await shop.deliver(id, { commit: 2, when: 'after' });
  await shop.control.cancel(id, operator);
  const one = await until('void', id);
  const other = await until('void', id);
  const release = shop.stock.release.bind(shop.stock);
  jest.spyOn(shop.stock, 'release').mockImplementationOnce(async (order) => {
    await other.goOn(); // when the first has noted that the payment is voided, and the order has not ended
    return release(order);
  });
  await one.goOn();
  expect((await shop.reader.timeline(id)).slice(3).map(({ type }) => type)).toEqual([
    'order.cancel_requested',
    'payment.voided',
    'order.cancelled',
  ]);
  expect(gateway.effects).toEqual(['authorize', 'void']);
});

it('of several messages of one order that fail for good one becomes a dead letter', async () => {
  const id = await shop.place();
  gateway.refuses.add('capture');
  const failures = await Promise.all([shop.attempt(id), shop.attempt(id)]);
  const outcome = { outcome: 'dead-letter', reason: 'unrecoverable' } as const;
  expect(await shop.note(id, failures[0], outcome)).toBe('noted');
  expect(await shop.note(id, failures[1], outcome)).toBe('needless');
  expect(await shop.reader.get(id)).toMatchObject({ status: 'failed', deadLetterId: 'letter' });
});

it('several consumers of one order bring about no more than one', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await shop.place();
    await Promise.all([shop.deliver(id), shop.deliver(id), shop.deliver(id)]);
    expect((await shop.reader.get(id)).status).toBe('completed');
  }
  expect([...gateway.effects].sort()).toEqual([...Array(10).fill('authorize'), ...Array(10).fill('capture')]);
  expect(carrier.effects).toHaveLength(10);
});

it('between a cancel and the consumers there is one winner, whenever it comes', async () => {
  const ends = { completed: 0, cancelled: 0 };
  for (let round = 0; round < 60; round++) {
    const id = await shop.place();
    const deliveries = [shop.deliver(id), shop.deliver(id)];
    // After so many answers of the providers: 0 to 3 of them.
    const enough = gateway.requests + carrier.requests + (round % 4);
    await eventually(() => expect(gateway.requests + carrier.requests).toBeGreaterThanOrEqual(enough));
    const isCancelled = await shop.control.cancel(id, operator).then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(ActionNotSupportedError);
        return false;
      },
    );
    await Promise.all(deliveries);
    await shop.deliver(id);
    const { status } = await shop.reader.get(id);
    expect(status).toBe(isCancelled ? 'cancelled' : 'completed');
    ends[isCancelled ? 'cancelled' : 'completed'] += 1;
  }
  const count = (kind: EffectKind) => [...gateway.effects, ...carrier.effects].filter((one) => one === kind).length;
  expect(count('ship')).toBe(ends.completed);
  expect(count('capture')).toBe(ends.completed);
  expect(count('authorize')).toBe(count('capture') + count('void'));
});
