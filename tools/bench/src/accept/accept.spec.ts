import { inTemporaryFolder } from '../../test/surroundings';
import { accept } from './accept';
import { sideNames } from './side';

const surroundings = inTemporaryFolder();

it('lets real processes take orders, and answers for each of them', async () => {
  const options = { connections: [64], matrix: 'usual' as const, rounds: 1, seconds: 0.3, minutes: 1 };
  const { redisVersion, cases } = await accept(options, surroundings());
  expect(redisVersion).toMatch(/^\d+\.\d+/);
  expect(cases).toHaveLength(4);
  for (const { samples } of cases)
    for (const side of sideNames)
      expect(samples[side]).toEqual([expect.objectContaining({ p99Ms: expect.any(Number) })]);
});
