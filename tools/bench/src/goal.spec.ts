import { goal, textOfGoals } from './goal';

it('judges the median of the rounds, on the side of the limit where it has to be', () => {
  expect(goal('speed', [1, 3, 9], '×', { least: 3 })).toMatchObject({ measured: 3, holds: true });
  expect(goal('speed', [1, 2.9, 9], '×', { least: 3 })).toMatchObject({ measured: 2.9, holds: false });
  expect(goal('p99', [20, 60, 90], ' ms', { most: 60 })).toMatchObject({ measured: 60, holds: true });
  expect(goal('p99', [20, 61, 90], ' ms', { most: 60 })).toMatchObject({ measured: 61, holds: false });
});

it('says which goal was missed, and by how much', () => {
  const reached = goal('speed', [3.5], '×', { least: 3 });
  const missed = goal('p99', [75.4], ' ms', { most: 60 });
  expect(textOfGoals([reached, missed])).toEqual([
    '  reached  speed: ×3.50, and must be at least ×3.00',
    '  MISSED   p99: 75.4 ms, and must be at most 60 ms',
    '1 of 2 GOALS MISSED',
  ]);
  expect(textOfGoals([reached]).at(-1)).toBe('ALL GOALS REACHED');
  expect(textOfGoals([])).toEqual(['Nothing was measured that has a goal']);
});
