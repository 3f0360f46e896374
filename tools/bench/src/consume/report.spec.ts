import { aMachine } from '../../test/machine';
import type { ConsumeCase, Sample } from './consume';
import { consumeFindings, consumeGoals } from './report';

const options = { concurrency: [100], orders: 10_000, rounds: 1, minutes: 1 };

function aSample(ordersPerSecond: number): Sample {
  return { ordersPerSecond, consumerCpu: 40, redisCpu: 30 };
}

function aCase(ours: number, bullmq: number, concurrency = 100): ConsumeCase {
  const samples = { ours: [aSample(ours)], 'bullmq-everysec': [aSample(bullmq)], 'bullmq-always': [aSample(1)] };
  return { case: concurrency, samples };
}

it('judges a hundred at a time, against a Redis that writes to its disk once a second', () => {
  expect(consumeGoals([aCase(1, 9, 50), aCase(9, 3)])).toMatchObject([{ measured: 3, holds: true }]);
  expect(consumeGoals([aCase(8.9, 3)])).toMatchObject([{ holds: false }]);
  expect(consumeGoals([aCase(9, 3, 50)])).toEqual([]);
});

it('shows every side, ours first', () => {
  const { text, holds } = consumeFindings(
    { redisVersion: '7.0.15', cases: [aCase(9_000, 3_000)] },
    options,
    aMachine(),
  );
  expect(text).toMatch(/our consumer, always +BullMQ, everysec +BullMQ, always\n/);
  expect(text).toMatch(/^ {2}100 at a time +9000 +3000 ×3.00 +1 ×9000.00$/m);
  expect(holds).toBe(true);
});
