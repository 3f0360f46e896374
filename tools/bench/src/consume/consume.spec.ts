import { inTemporaryFolder } from '../../test/surroundings';
import { consume } from './consume';
import { sideNames } from './side';

const surroundings = inTemporaryFolder();

it('lets real processes consume the same orders', async () => {
  const options = { concurrency: [1, 100], orders: 300, rounds: 1, minutes: 1 };
  const { cases } = await consume(options, surroundings());
  expect(cases.map(({ case: concurrency }) => concurrency)).toEqual([1, 100]);
  for (const { samples } of cases)
    for (const side of sideNames)
      expect(samples[side]).toEqual([
        { ordersPerSecond: expect.any(Number), consumerCpu: expect.any(Number), redisCpu: expect.any(Number) },
      ]);
});
