import { operator, useWorkshop, type Workshop } from '../../test/fulfilment-kit';
import type { ProviderDouble } from '../../test/provider-double';

let providers: ProviderDouble;
let shop: Workshop;
useWorkshop((opened) => ({ shop, gateway: providers } = opened));

it('asks for each effect under a key of its own, with all that belongs to it', async () => {
  const id = await shop.place();
  await shop.deliver(id);
  const { shippingAddress, totalAmount } = await shop.reader.get(id);
  expect(providers.answered).toEqual([
    {
      kind: 'authorize',
      key: `${id}:authorize`,
      body: { orderId: id, amount: totalAmount, currency: 'GBP', token: 'tok_ok' },
    },
    {
      kind: 'ship',
      key: `${id}:ship`,
      body: { orderId: id, address: shippingAddress, lines: [{ sku: '85123A', quantity: 6 }] },
    },
    { kind: 'capture', key: `${id}:capture`, body: { amount: totalAmount } },
  ]);
});

it('asks for a repeat under the same key', async () => {
  const id = await shop.place();
  for (const commit of [2, 1, 1]) await shop.deliver(id, { commit, when: 'before' });
  await shop.control.cancel(id, operator);
  await shop.deliver(id, { commit: 1, when: 'before' });
  await shop.deliver(id);
  expect(providers.answered.map(({ key }) => key)).toEqual([
    ...Array<string>(3).fill(`${id}:authorize`),
    ...[`${id}:authorize`, `${id}:void`],
    ...[`${id}:authorize`, `${id}:void`],
  ]);
  expect(providers.effects).toEqual(['authorize', 'void']);
});
