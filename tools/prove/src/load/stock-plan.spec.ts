import { planOrders, troubled } from './order-plan';
import { planStock, stockHabits } from './stock-plan';

it('the plan of stock is the same for the same seed, and another for another', () => {
  expect(planStock(1, 3_000)).toEqual(planStock(1, 3_000));
  expect(planStock(1, 3_000)).not.toEqual(planStock(2, 3_000));
});

it.each([300, 3_000, 25_000])('of %i orders, some get what is scarce, and some do not', (orders) => {
  const scarce = planStock(1, orders);
  expect(new Set(scarce.map(({ habit }) => habit))).toEqual(new Set(stockHabits));
  const wanted = new Map<string, number>();
  for (const basket of planOrders(1, orders, troubled(scarce)))
    for (const { body } of basket.orders)
      for (const { sku, quantity } of body.lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  const there = scarce.reduce((sum, { onHand }) => sum + onHand, 0);
  const asked = scarce.reduce((sum, { sku }) => sum + wanted.get(sku)!, 0);
  expect(there).toBeGreaterThan(asked * 0.2);
  expect(there).toBeLessThan(asked * 0.7);
});
