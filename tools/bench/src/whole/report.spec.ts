import { aMachine } from '../../test/machine';
import { aRoundOf } from '../../test/whole-rounds';
import { wholeFindings, wholeGoals } from './report';

const options = { rate: 50, seconds: 10, processors: [1, 2], orders: 4_000, rounds: 1, minutes: 1 };
const machine = aMachine();

it('judges how long an order takes under a light load', () => {
  expect(wholeGoals([aRoundOf({}, {})], options, aMachine({ cores: 2 })).map(({ holds }) => holds)).toEqual([
    true,
    true,
  ]);
  const late = wholeGoals([aRoundOf({}, {}, 61)], options, aMachine({ cores: 2 }));
  expect(late.map(({ holds }) => holds)).toEqual([true, false]);
});

it('judges a second processor only where it has a core of its own', () => {
  const round = aRoundOf({ ordersPerSecond: 1_000 }, { ordersPerSecond: 1_500 });
  expect(wholeGoals([round], options, machine).at(-1)).toMatchObject({ measured: 1.5, limit: 1.6, holds: false });
  expect(wholeGoals([round], options, aMachine({ cores: 2 }))).toHaveLength(2);
  expect(wholeGoals([round], { ...options, processors: [1, 4] }, machine)).toHaveLength(2);
});

it('shows what a second processor brings, and what there was no more of', () => {
  const round = aRoundOf({ ordersPerSecond: 1_000 }, { ordersPerSecond: 1_500, machineBusy: 0.95 });
  const { text } = wholeFindings({ redisVersion: '7.0.15', rounds: [round] }, options, machine);
  expect(text).toMatch(/^ {2}202 → completed, p50, ms +10$/m);
  expect(text).toMatch(/^ +1 processor +2 processors$/m);
  expect(text).toMatch(/^ {2}orders per second +1000 +1500 ×1.50$/m);
  expect(text).toMatch(/^ {2}bound by +waiting for disk and answers +the machine's cores$/m);
});
