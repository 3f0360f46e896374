import { medianBounds, quantile, spreadOf } from './statistics';

it('tells the median, the least and the most, whatever the order', () => {
  expect(spreadOf([5, 1, 9])).toEqual({ median: 5, least: 1, most: 9 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
  expect(spreadOf([7])).toEqual({ median: 7, least: 7, most: 7 });
});

it('finds a quantile between two values where none lies on it', () => {
  expect(quantile([10, 20, 30], 1)).toBe(30);
  expect(quantile([10, 20, 30], 0.75)).toBe(25);
});

it('bounds the median the closer the more values there are', () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  expect(medianBounds(upTo(3))).toEqual([1, 3]);
  // Of the binomial distribution of 25 and 1/2, 95.7 % lie from 8 to 18.
  expect(medianBounds(upTo(25))).toEqual([8, 18]);
  expect(medianBounds(upTo(100))).toEqual([41, 60]);
});
