import { faultyScenario, outageScenario } from './scenario';

const options = { seed: 1, orders: 100, consumers: 3, minutes: 2 };

it('an outage is all that goes wrong in a run about it, and costs what the breakers need to find it out', () => {
  const { faults, scarce, isOperated, attemptsAllowed } = outageScenario(options, 60);
  expect(faults).toMatchObject([{ kind: 'kill-providers', forMs: 60_000 }]);
  expect(scarce).toEqual([]);
  expect(isOperated).toBe(false);
  // Six breakers: nine failures before the one that opens it, fifty calls in flight then, and seven times that it tries.
  expect(attemptsAllowed!(62_000)).toBe(6 * (9 + 50 + 7));
});

it('everything else goes wrong in all other runs, so that nobody can tell what an outage has cost', () => {
  const { faults, scarce, isOperated, attemptsAllowed } = faultyScenario(options);
  expect(new Set(faults.map(({ kind }) => kind)).size).toBeGreaterThan(10);
  expect(scarce).not.toEqual([]);
  expect(isOperated).toBe(true);
  expect(attemptsAllowed).toBeUndefined();
});
