import type { Order } from '@ofs/order-store';
import { preconditionOf } from './if-match';

const order = { status: 'accepted', version: 1 } as Order;

it.each([undefined, '*', ' * ', '"v1"', '"v7", "v1"', ',"v7",,"v1" ,', '"a,b","v1"', 'W/"v1", "v1"'])(
  'is met by an order at version 1: %s',
  (header) => expect(preconditionOf(header)(order)).toBe(true),
);

it.each(['"v2"', '"V1"', '""', '', ',', '"v1,"'])('is not met by an order at version 1: %s', (header) =>
  expect(preconditionOf(header)(order)).toBe(false),
);

it.each(['W/"v1"', '"v2", W/"v1"'])('says that a weak tag never matches: %s', (header) => {
  const why = 'If-Match takes no weak tag such as W/"v1": the order is accepted, and its tag is "v1"';
  expect(() => preconditionOf(header)(order)).toThrow(why);
});

it.each(['v1', '1', "'v1'", '"v1', 'v1"', '"v1""', '"v1" "v2"', 'w/"v1"', 'W/v1', '"v1", v2', '"v1", *', '"a b"'])(
  'refuses what is no entity tag: %s',
  (header) => expect(() => preconditionOf(header)).toThrow('The If-Match header is *, or entity tags in their quotes'),
);
