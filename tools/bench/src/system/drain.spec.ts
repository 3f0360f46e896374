import { Drain } from './drain';

it('lasts until so many orders are settled, and counts those beyond', async () => {
  const drain = new Drain(2);
  drain.begin();
  drain.settle();
  drain.settle();
  await drain.done;
  drain.settle();
  expect(drain.figures()).toMatchObject({ orders: 3, seconds: expect.any(Number) });
});
