import { goal, judgedBy } from './goal';

it('judges the median of the rounds, on the side of the limit where it has to be', () => {
  expect(goal('speed', [1, 3, 9], '×', { least: 3 })).toMatchObject({ measured: 3, holds: true });
  expect(goal('speed', [1, 2.9, 9], '×', { least: 3 })).toMatchObject({ measured: 2.9, holds: false });
  expect(goal('p99', [20, 60, 90], ' ms', { most: 60 })).toMatchObject({ measured: 60, holds: true });
  expect(goal('p99', [20, 61, 90], ' ms', { most: 60 })).toMatchObject({ measured: 61, holds: false });
});

const reached = goal('speed', [3.5], '×', { least: 3 });
const missed = goal('p99', [75.4], ' ms', { most: 60 });

it('says which goal was missed, and by how much', () => {
  const { text, report, holds } = judgedBy([reached, missed], ['Figures'], { rounds: 1 });
  expect(text.split('\n')).toEqual([
    'Figures',
    '',
    '  reached  speed: ×3.50, and must be at least ×3.00',
    '  MISSED   p99: 75.4 ms, and must be at most 60 ms',
    '1 of 2 GOALS MISSED',
  ]);
  expect(report).toEqual({ rounds: 1, goals: [reached, missed] });
  expect(holds).toBe(false);
});

it('holds where no goal was missed, and says where there is none', () => {
  expect(judgedBy([reached], [], {})).toMatchObject({ holds: true, text: expect.stringMatching(/ALL GOALS REACHED$/) });
  expect(judgedBy([], [], {})).toMatchObject({ holds: true, text: '\nNothing was measured that has a goal' });
});
