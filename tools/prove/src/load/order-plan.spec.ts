import { planOrders } from './order-plan';

describe('the plan of orders', () => {
  it('is the same for the same seed, and another for another', () => {
    expect([...planOrders(1, 200)]).toEqual([...planOrders(1, 200)]);
    expect([...planOrders(1, 200)]).not.toEqual([...planOrders(2, 200)]);
  });

  it('has so many orders, each with a reference and, where it has one, a key of its own', () => {
    const orders = [...planOrders(1, 3_000)].flatMap((basket) => basket.orders);
    expect(orders).toHaveLength(3_000);
    expect(new Set(orders.map(({ reference }) => reference)).size).toBe(3_000);
    const keys = orders.flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(1_500);
    expect(keys.length).toBeLessThan(2_900);
  });

  it('has uploads whose keys are by line, singles, and every habit', () => {
    const baskets = [...planOrders(1, 3_000)];
    const upload = baskets.find((basket) => basket.upload?.key !== undefined)!;
    expect(upload.orders.map(({ key }) => key)).toEqual(upload.orders.map((_, i) => `${upload.upload!.key}/${i + 1}`));
    const habits = new Set(baskets.flatMap((basket) => basket.orders.map(({ habit }) => habit)));
    expect(habits).toEqual(new Set(['plain', 'races', 'repeats', 'misuses']));
  });
});
