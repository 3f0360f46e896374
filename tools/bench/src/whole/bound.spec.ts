import { aSaturation } from '../../test/whole-rounds';
import { boundBy } from './bound';

const cores = { processors: 0.5, redis: 0.5, sandbox: 0.5 };

it.each([
  ["the machine's cores", { machineBusy: 0.9, cores: { ...cores, redis: 0.9 } }],
  ["Redis' one core", { cores: { ...cores, redis: 0.9 } }],
  ["the sandbox's one core", { cores: { ...cores, sandbox: 0.9 } }],
  ['a core for each processor', { cores: { ...cores, processors: 0.9 } }],
  ['waiting for disk and answers', { cores }],
])('names %s', (bound, saturation) => {
  expect(boundBy([aSaturation(saturation)])).toBe(bound);
});

it('goes by the median of the rounds', () => {
  const busy = aSaturation({ machineBusy: 0.99 });
  expect(boundBy([busy, aSaturation(), aSaturation()])).not.toBe("the machine's cores");
});
