import { comparisonTable, ratios } from './comparison';

it('tells the median of each side, how far its rounds went apart, and how many times theirs ours is', () => {
  const values = [[3_000, 3_300, 2_700], [1_000, 1_000, 1_000], [], [NaN]];
  expect(comparisonTable(['ours', 'slow', 'absent', 'unknown'], [{ name: 'orders', values }])).toEqual([
    '          ours              slow        absent  unknown',
    '  orders  3000 (2700–3300)  1000 ×3.00  –       –',
  ]);
});

it('compares a round with the same round of the other: what slowed both down counts for neither', () => {
  expect(ratios([3_000, 300, 3_000], [1_000, 100, 1_000])).toEqual([3, 3, 3]);
});
