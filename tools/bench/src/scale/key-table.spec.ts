import { wasEnlarged } from './key-table';

it.each([
  ['well between two powers of two', 3_000_000, 3_200_000, false],
  ['up to a power of two', 4_100_000, 2 ** 22, false],
  ['beyond a power of two', 4_100_000, 2 ** 22 + 1, true],
  ['soon after a power of two', 2 ** 22 + 100_000, 4_400_000, true],
  ['long after a power of two', 5_300_000, 5_500_000, false],
])('tells of keys that went %s', (_, before, after, expected) => {
  expect(wasEnlarged(before, after)).toBe(expected);
});
