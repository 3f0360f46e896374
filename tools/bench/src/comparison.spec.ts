import { comparisonTables, ratios } from './comparison';

it('tells the median of each side, how far its rounds went apart, and how many times theirs ours is', () => {
  const samples = { us: [3_000, 3_300, 2_700], slow: [1_000, 1_000, 1_000], absent: [], unknown: [NaN] };
  expect(
    comparisonTables({
      results: [{ case: 7, samples }],
      sides: { us: 'ours', slow: 'slow', absent: 'absent', unknown: 'unknown' },
      nameOf: (one) => `${one} orders`,
      figures: [['Per second', (sample: number) => sample]],
    }),
  ).toEqual([
    '',
    'Per second',
    '            ours              slow        absent  unknown',
    '  7 orders  3000 (2700–3300)  1000 ×3.00  –       –',
  ]);
});

it('compares a round with the same round of the other: what slowed both down counts for neither', () => {
  expect(ratios([3_000, 300, 3_000], [1_000, 100, 1_000], (sample) => sample)).toEqual([3, 3, 3]);
});
