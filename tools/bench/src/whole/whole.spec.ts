import { inTemporaryFolder } from '../../test/surroundings';
import { whole } from './whole';

const surroundings = inTemporaryFolder();

it('lets real orders go all their way, few of them and then all at once', async () => {
  const options = { rate: 50, seconds: 1, processors: [1, 2], orders: 100, rounds: 1, minutes: 1 };
  const { rounds } = await whole(options, surroundings());
  expect(rounds).toHaveLength(1);
  const { light, saturations } = rounds[0]!;
  // An order takes some of our time after its 202, and no more than the run has taken.
  expect(light.wholeP50Ms).toBeGreaterThan(0);
  expect(light.wholeP99Ms).toBeLessThan(60_000);
  expect(saturations.map(({ ordersPerSecond }) => ordersPerSecond)).toEqual([expect.any(Number), expect.any(Number)]);
});
