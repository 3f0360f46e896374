import { RedisUnavailableError } from '@ofs/redis-queue';
import { operator, useWorkshop, type Workshop } from '../../test/fulfilment-kit';
import type { ProviderDouble } from '../../test/provider-double';

/** What every order of the workshop needs. */
const SKU = '85123A';
const QUANTITY = 6;
const WEEK_MS = 604_800_000;

let providers: ProviderDouble;
let shop: Workshop;
useWorkshop((opened) => ({ shop, gateway: providers } = opened));

async function statusOf(id: string): Promise<string> {
  return (await shop.reader.get(id)).status;
}

function pass(ms: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now + ms);
}

it('reserves the goods of an order and takes them out of the stock when they have left', async () => {
  await shop.stock.set(SKU, 10);
  const id = await shop.place();
  expect(await shop.deliver(id)).toMatchObject({ acknowledged: true });
  expect(await statusOf(id)).toBe('completed');
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand: 10 - QUANTITY, reserved: 0, available: 10 - QUANTITY });
});

it('asks nobody for money while goods are lacking, and goes on when they are there', async () => {
  await shop.stock.set(SKU, QUANTITY - 1);
  const id = await shop.place();
  const reserve = jest.spyOn(shop.stock, 'reserve');
  expect(await shop.deliver(id)).toMatchObject({ acknowledged: true });
  expect(reserve).toHaveBeenCalledTimes(1);
  expect(await statusOf(id)).toBe('backordered');
  expect((await shop.reader.timeline(id)).at(-1)).toMatchObject({ type: 'order.backordered', detail: { skus: [SKU] } });
  expect(providers.effects).toEqual([]);
  expect(await shop.stock.get(SKU)).toMatchObject({ reserved: 0 });

  await shop.stock.set(SKU, QUANTITY);
  await shop.deliver(id);
  expect(await statusOf(id)).toBe('completed');
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand: 0, reserved: 0 });
});

it('waits on when it is woken and others were quicker', async () => {
  await shop.stock.set(SKU, 0);
  const id = await shop.place();
  await shop.deliver(id);
  pass(WEEK_MS - 1_000);
  expect(await shop.deliver(id)).toMatchObject({ acknowledged: true });
  expect(await statusOf(id)).toBe('backordered');
});

it('is rejected when its goods have not come in time, and holds none from then on', async () => {
  await shop.stock.set(SKU, 0);
  const id = await shop.place();
  await shop.deliver(id);
  pass(WEEK_MS + 1);
  await shop.deliver(id);
  expect(await shop.reader.get(id)).toMatchObject({
    status: 'rejected',
    paymentStatus: 'none',
    failure: { code: 'out-of-stock', detail: expect.stringContaining(SKU) },
  });
  await shop.stock.set(SKU, 100);
  await shop.deliver(id);
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand: 100, reserved: 0 });
});

it('gives back the goods of an order that is cancelled, also to a consumer that had them reserved and died', async () => {
  await shop.stock.set(SKU, 10);
  const id = await shop.place();
  await shop.deliver(id, { commit: 1, when: 'before' });
  expect(await shop.stock.get(SKU)).toMatchObject({ reserved: QUANTITY });
  await shop.control.cancel(id, operator);
  await shop.deliver(id);
  expect(await statusOf(id)).toBe('cancelled');
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand: 10, reserved: 0 });
});

it('does not end before its goods are given back', async () => {
  await shop.stock.set(SKU, 10);
  const id = await shop.place();
  await shop.deliver(id, { commit: 1, when: 'after' });
  await shop.control.cancel(id, operator);
  providers.refuses.add('authorize');
  jest.spyOn(shop.stock, 'release').mockRejectedValueOnce(new RedisUnavailableError());
  await expect(shop.deliver(id)).rejects.toThrow(RedisUnavailableError);
  expect(await statusOf(id)).toBe('compensating');
  await shop.deliver(id);
  expect(await statusOf(id)).toBe('cancelled');
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand: 10, reserved: 0 });
});

it('reserves nothing any more for a consumer that comes late to a cancelled order', async () => {
  await shop.stock.set(SKU, 10);
  const id = await shop.place();
  const order = await shop.reader.get(id);
  await shop.control.cancel(id, operator);
  await shop.deliver(id);
  jest.spyOn(shop.reader, 'get').mockResolvedValueOnce(order);
  await shop.deliver(id);
  expect(await statusOf(id)).toBe('cancelled');
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand: 10, reserved: 0 });
  expect(providers.effects).toEqual([]);
});

it('is undone further by a consumer that was about to wait for goods, when another has given them up and died', async () => {
  await shop.stock.set(SKU, 0);
  const id = await shop.place();
  await shop.deliver(id);
  const order = await shop.reader.get(id);
  await shop.control.cancel(id, operator);
  await shop.stock.release(order);
  jest.spyOn(shop.reader, 'get').mockResolvedValueOnce(order);
  await shop.deliver(id);
  expect(await statusOf(id)).toBe('cancelled');
});

it.each([
  ['authorize', 'payment-refused', 'declined'],
  ['ship', 'shipment-refused', 'voided'],
] as const)('is given up for the reason that a provider gives: %s', async (refused, code, paymentStatus) => {
  providers.refuses.add(refused);
  const id = await shop.place();
  expect(await shop.deliver(id)).toMatchObject({ acknowledged: true });
  expect(await shop.reader.get(id)).toMatchObject({
    status: 'rejected',
    paymentStatus,
    failure: { code, detail: expect.stringContaining('refused') },
  });
});
