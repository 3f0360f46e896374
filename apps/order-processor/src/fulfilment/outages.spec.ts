import { eventually } from '@ofs/testing';
import { operator, useWorkshop, type Workshop } from '../../test/fulfilment-kit';
import type { ProviderDouble } from '../../test/provider-double';
import { ProviderUnavailableError } from '../providers/provider-errors';

let gateway: ProviderDouble;
let carrier: ProviderDouble;
let shop: Workshop;
useWorkshop((opened) => ({ shop, gateway, carrier } = opened), {
  apart: true,
  settings: { breakerFailures: 1, breakerOpenMs: 100 },
});

/** Lets an order find out that the carrier is down. */
async function breakCarrier(): Promise<string> {
  carrier.fails.add('ship');
  const id = await shop.place();
  expect(await shop.attempt(id)).toBeInstanceOf(ProviderUnavailableError);
  return id;
}

async function typesOf(id: string): Promise<string[]> {
  return (await shop.reader.timeline(id)).map(({ type }) => type);
}

describe('while the carrier is down', () => {
  it('an order takes the steps before it, waits without a failure, and goes on when it is up', async () => {
    await breakCarrier();
    const id = await shop.place();
    expect((await shop.deliver(id)).putOffMs).toBeGreaterThan(0);
    expect(await typesOf(id)).toEqual(['order.accepted', 'order.reserved', 'order.authorized']);
    expect(carrier.requests).toBe(1);

    carrier.fails.clear();
    await eventually(async () => {
      await shop.deliver(id);
      expect((await shop.reader.get(id)).status).toBe('completed');
    });
    expect((await typesOf(id)).filter((type) => type === 'shipment.requested')).toHaveLength(1);
  });

  it('an order that waits for it can be cancelled', async () => {
    await breakCarrier();
    const id = await shop.place();
    await shop.deliver(id);
    await shop.control.cancel(id, operator);
    await shop.deliver(id);
    expect(await shop.reader.get(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
  });

  it('an order of which it was asked before cannot', async () => {
    const id = await breakCarrier();
    expect((await shop.deliver(id)).putOffMs).toBeGreaterThan(0);
    await expect(shop.control.cancel(id, operator)).rejects.toThrow();
  });

  it('of all that come at once, one asks it', async () => {
    await breakCarrier();
    const ids = await Promise.all(Array.from({ length: 10 }, () => shop.place()));
    await Promise.all(ids.map((id) => shop.deliver(id)));
    const failures = await eventually(async () => {
      const outcomes = await Promise.allSettled(ids.map((id) => shop.deliver(id)));
      const failed = outcomes.filter(({ status }) => status === 'rejected');
      expect(failed).not.toHaveLength(0);
      return failed;
    });
    expect(failures).toHaveLength(1);
    expect(carrier.requests).toBe(2);
    const orders = await shop.reader.getMany(ids);
    expect(orders.filter((order) => order?.fulfillmentStatus === 'requested')).toHaveLength(1);
  });
});

it('while the payment gateway is down, an order that is to be undone waits for it too', async () => {
  gateway.fails.add('authorize');
  const id = await shop.place();
  await shop.attempt(id);
  await shop.control.cancel(id, operator);
  expect((await shop.deliver(id)).putOffMs).toBeGreaterThan(0);
  expect((await shop.reader.get(id)).status).toBe('compensating');
  gateway.fails.clear();
  await eventually(async () => {
    await shop.deliver(id);
    expect((await shop.reader.get(id)).status).toBe('cancelled');
  });
});

it('while nothing can be authorised, what is known to be authorised is voided all the same', async () => {
  const id = await shop.place();
  await shop.deliver(id, { commit: 2, when: 'after' });
  gateway.fails.add('authorize');
  await shop.control.cancel(id, operator);
  await shop.deliver(id);
  expect(await shop.reader.get(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
});

it('an order that is held right before the carrier is asked stays as it is, and the carrier is not asked', async () => {
  const id = await shop.place();
  const write = shop.writer.write.bind(shop.writer);
  let isHeld = false;
  jest.spyOn(shop.writer, 'write').mockImplementation(async (writes) => {
    if (JSON.stringify(writes).includes('shipment.requested') && !isHeld) {
      isHeld = true;
      await shop.control.hold(id, 'odd', operator);
    }
    return write(writes);
  });
  await shop.deliver(id);
  expect(await shop.reader.get(id)).toMatchObject({ status: 'on_hold', fulfillmentStatus: 'unfulfilled' });
  expect(carrier.requests).toBe(0);
});
