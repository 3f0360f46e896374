import { planOrders as plan, troubled, untroubled } from './order-plan';
import { planStock } from './stock-plan';

const scarce = planStock(1, 3_000);

function planOrders(seed: number, count: number) {
  return plan(seed, count, troubled(scarce));
}

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

  it('has orders for several scarce SKUs, with a SKU in two lines, and with many lines', () => {
    const names = new Set(scarce.map(({ sku }) => sku));
    const wanted = [...planOrders(1, 3_000)]
      .flatMap((basket) => basket.orders)
      .map(({ body }) => body.lines.map(({ sku }) => sku));
    const scarcely = wanted.filter((skus) => skus.some((sku) => names.has(sku)));
    expect(scarcely.length).toBeGreaterThan(300);
    expect(scarcely.length).toBeLessThan(600);
    expect(wanted.some((skus) => new Set(skus.filter((sku) => names.has(sku))).size > 1)).toBe(true);
    expect(scarcely.some((skus) => skus.some((sku, index) => names.has(sku) && skus.indexOf(sku) < index))).toBe(true);
    expect(wanted.some((skus) => skus.length > 50)).toBe(true);
  });

  it('has nothing but orders that complete, where no trouble is wanted', () => {
    const orders = [...plan(1, 1_000, untroubled)].flatMap((basket) => basket.orders);
    expect(new Set(orders.map(({ body }) => body.payment?.token))).toEqual(new Set(['tok_ok', 'tok_slow_50']));
    expect(orders.every(({ body }) => body.lines.every(({ sku }) => sku.startsWith('SKU-')))).toBe(true);
  });
});
