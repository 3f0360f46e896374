import { aMachine } from '../../test/machine';
import type { AcceptCase, Sample } from './accept';
import { JUDGED } from './cases';
import { acceptFindings, acceptGoals } from './report';
import type { SideName } from './side';

const options = { connections: [64], matrix: 'usual' as const, rounds: 1, seconds: 1, minutes: 1 };

function aSample(ordersPerSecond: number, p99Ms: number): Sample {
  return { ordersPerSecond, p50Ms: 10, p99Ms, apiCpu: 200, redisCpu: 50, generatorCpu: 40 };
}

function aCase(samples: Partial<Record<SideName, Sample>> = {}, connections = 64): AcceptCase {
  const sample = {
    ours: aSample(6_000, 20),
    'bullmq-everysec': aSample(2_000, 40),
    'bullmq-always': aSample(1_000, 60),
    fastify: aSample(10_000, 8),
    ...samples,
  };
  const inRounds = Object.fromEntries(Object.entries(sample).map(([name, one]) => [name, [one]]));
  return { case: { ...JUDGED, connections }, samples: inRounds as AcceptCase['samples'] };
}

it('judges the orders of three lines with a key at 64 connections', () => {
  expect(acceptGoals([aCase({}, 1), aCase()]).map(({ measured, holds }) => [measured, holds])).toEqual([
    [3, true],
    [0.6, true],
    [0.5, true],
  ]);
  expect(acceptGoals([aCase({}, 1)])).toEqual([]);
});

it('misses each goal by itself', () => {
  const missed = (samples: Partial<Record<SideName, Sample>>) =>
    acceptGoals([aCase(samples)]).map(({ holds }) => holds);
  expect(missed({ 'bullmq-everysec': aSample(2_001, 40) })).toEqual([false, true, true]);
  expect(missed({ fastify: aSample(10_001, 8) })).toEqual([true, false, true]);
  expect(missed({ ours: aSample(6_000, 41) })).toEqual([true, true, false]);
});

it('shows every side, ours first', () => {
  const { text, holds } = acceptFindings({ redisVersion: '7.0.15', cases: [aCase()] }, options, aMachine());
  expect(text).toContain('EPYC, 4 cores, 24 GB, load 0.1 before; Node v20.20.2; Redis 7.0.15');
  expect(text).toMatch(/order-api, always +BullMQ, everysec +BullMQ, always +bare Fastify\n/);
  expect(text).toMatch(/^ {2}64 connections, 3 lines, key +6000 +2000 ×3.00 +1000 ×6.00 +10000 ×0.60$/m);
  expect(text).toMatch(/ALL GOALS REACHED$/);
  expect(holds).toBe(true);
});
