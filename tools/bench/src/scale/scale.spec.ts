import { aMachine } from '../../test/machine';
import { inTemporaryFolder } from '../../test/surroundings';
import { reportOf } from './report';
import { scale } from './scale';

const surroundings = inTemporaryFolder();

const options = { levels: [0, 2_000], rounds: 2, orders: 200, fsync: 'always' as const };

it('measures real processes at each level', async () => {
  const result = await scale(options, surroundings());
  const report = reportOf(result, { ...options, tolerance: 10, growth: 32, minutes: 1 }, aMachine());
  expect(report.redisVersion).toMatch(/^\d+\.\d+/);
  expect(report.levels.map(({ waiting, rounds }) => [waiting, rounds.length])).toEqual([
    [0, 2],
    [2_000, 2],
  ]);
  // On a busy machine a figure may be anything, but it is there.
  const { figures, judgements } = report;
  expect(figures.filter(({ values }) => values[1] === undefined)).toEqual([]);
  expect(judgements.every(({ measured }) => Number.isFinite(measured))).toBe(true);
});

it('ends when it is told to', async () => {
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(scale(options, { ...surroundings(), signal: stopped })).rejects.toThrow('enough');
});
