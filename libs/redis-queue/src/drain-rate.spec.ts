import { DrainRate } from './drain-rate';

/** A rate after these observations: how many had left, by the second. */
function observed(...leftBySecond: number[]): DrainRate {
  const rate = new DrainRate();
  leftBySecond.forEach((left, second) => rate.observe(left, second * 1_000));
  return rate;
}

it.each([
  ['as long as a twentieth of the limit takes', [0, 100, 200], 10_000, 5_000],
  ['at least a second', [0, 100_000], 10_000, 1_000],
  ['at most a minute', [0, 1], 10_000, 60_000],
  ['a minute when nothing leaves', [7, 7, 7], 10_000, 60_000],
  ['five seconds when nothing is known', [], 10_000, 5_000],
  ['five seconds after a single look', [500], 10_000, 5_000],
  ['by what has left since the stream was made anew', [5_000, 0, 100], 10_000, 5_000],
])('waits %s', (_what, left, limit, expected) => {
  expect(observed(...left).untilRoomMs(limit)).toBe(expected);
});

it('forgets what was long ago', () => {
  const rate = observed(0, 30_000);
  for (let second = 40; second < 60; second++) rate.observe(30_000 + second, second * 1_000);
  expect(rate.untilRoomMs(100)).toBe(5_000);
});
