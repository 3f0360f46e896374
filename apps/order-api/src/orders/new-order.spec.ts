import type { CreateOrderDto } from '@ofs/contracts';
import { anOrder } from '../../test/orders';
import { toNewOrder } from './new-order';

const order = anOrder() as CreateOrderDto;

it('takes the default payment token for an order that brings none', () => {
  const { payment: _, ...without } = order;
  expect(toNewOrder(without as CreateOrderDto, 'tok_ok').payment).toEqual({ token: 'tok_ok' });
  expect(toNewOrder({ ...order, payment: { token: 'tok_own' } }, 'tok_ok').payment).toEqual({ token: 'tok_own' });
  expect(() => toNewOrder(without as CreateOrderDto, undefined)).toThrow('1 field is wrong');
});

it.each([
  [Number.MAX_SAFE_INTEGER, true],
  [Number.MAX_SAFE_INTEGER + 1, false],
])('a total of %d is taken: %s', (total, taken) => {
  const lines = Array.from({ length: 9 }, () => ({ sku: 'A', quantity: 1_000_000, unitPrice: 1_000_000_000 }));
  lines.push({ sku: 'A', quantity: 1, unitPrice: total - 9e15 });
  const make = () => toNewOrder({ ...order, lines }, undefined);
  if (taken) expect(make().totalAmount).toBe(total);
  else expect(make).toThrow('1 field is wrong');
});

it('is written in one way, however it came', () => {
  const one = { ...order, metadata: { a: '1', b: '2', '10': '3' } };
  const backwards = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([name, field]) => [name, backwards(field)]),
        );
  const other = { ...(backwards(one) as CreateOrderDto), lines: one.lines.map((line) => backwards(line)) };
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
  expect(JSON.stringify(toNewOrder(other as CreateOrderDto, undefined))).toBe(
    JSON.stringify(toNewOrder(one, undefined)),
  );
});
