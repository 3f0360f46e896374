import { faultKinds, planFaults, planOutage } from './fault-plan';

const fiveMinutes = { seed: 42, durationMs: 300_000, consumers: 3, leaseMs: 1_000 };

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFaults(fiveMinutes)).toEqual(planFaults(fiveMinutes));
    expect(planFaults({ ...fiveMinutes, seed: 43 })).not.toEqual(planFaults(fiveMinutes));
  });

  it('has every kind many times, in the order of time', () => {
    const plan = planFaults(fiveMinutes);
    for (const kind of faultKinds)
      expect(plan.filter((fault) => fault.kind === kind).length).toBeGreaterThanOrEqual(10);
    expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).sort((one, other) => one - other));
  });

  it('has only the kinds that are asked for', () => {
    const kinds = ['kill-api', 'cut'] as const;
    expect(new Set(planFaults({ ...fiveMinutes, kinds }).map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  it.each([1, 2, 3, 8])('of %i processors leaves one at work, where there is more than one', (consumers) => {
    for (let seed = 0; seed < 20; seed++) {
      const plan = planFaults({ ...fiveMinutes, seed, consumers }).filter(({ kind }) => kind.endsWith('-processor'));
      expect(plan.length).toBeGreaterThan(20);
      for (const { atMs } of plan) {
        const away = plan.filter((fault) => fault.atMs <= atMs && atMs <= fault.atMs + fault.forMs);
        expect(new Set(away.map(({ target }) => target)).size).toBeLessThanOrEqual(Math.max(1, consumers - 1));
      }
    }
  });

  it('freezes processors for longer than their lease', () => {
    const frozen = planFaults(fiveMinutes).filter(({ kind }) => kind === 'freeze-processor');
    for (const { forMs } of frozen) expect(forMs).toBeGreaterThanOrEqual(1_500);
  });
});

it('the plan of an outage has it in the middle of the time, and nothing else', () => {
  expect(planOutage(120_000, 60_000)).toEqual([
    { atMs: 30_000, kind: 'kill-providers', target: 'sandbox', forMs: 60_000 },
  ]);
});
