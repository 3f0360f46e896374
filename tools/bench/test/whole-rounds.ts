import type { Saturation } from '../src/whole/saturation';
import type { WholeRound } from '../src/whole/whole';

export function aSaturation(overrides: Partial<Saturation> = {}): Saturation {
  return {
    ordersPerSecond: 1_000,
    processorCpu: 700,
    redisCpu: 200,
    sandboxCpu: 200,
    cores: { processors: 0.7, redis: 0.2, sandbox: 0.2 },
    machineBusy: 0.5,
    ...overrides,
  };
}

/** With one processor, and with two. */
export function aRoundOf(one: Partial<Saturation>, two: Partial<Saturation>, wholeP99Ms = 40): WholeRound {
  return {
    light: { acceptP50Ms: 2, acceptP99Ms: 5, wholeP50Ms: 10, wholeP99Ms, machineBusy: 0.2 },
    saturations: [aSaturation(one), aSaturation(two)],
  };
}
