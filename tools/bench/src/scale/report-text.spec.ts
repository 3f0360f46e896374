import { aMachine } from '../../test/machine';
import { aLevel, aRound } from '../../test/results';
import type { ScaleOptions } from './options';
import { reportOf } from './report';
import { textOf } from './report-text';
import type { LevelResult } from './scale';

const options: ScaleOptions = {
  levels: [0, 1_000_000],
  rounds: 3,
  orders: 2_000,
  fsync: 'always',
  tolerance: 10,
  growth: 32,
  minutes: 10,
};

function textFor(highest: Partial<LevelResult> = {}): string {
  const levels = [aLevel(), aLevel({ waiting: 1_000_000, waitingBytes: 2_500, ...highest })];
  return textOf(reportOf({ redisVersion: '7.0.15', levels }, options, aMachine()));
}

it('tells each figure at each level, with its ratio to the lowest, and what is judged', () => {
  const rounds = [4_000, 4_400, 3_600].map((ordersPerSecond) => {
    const round = aRound();
    return { ...round, accept: { ...round.accept, ordersPerSecond } };
  });
  const text = textFor({ rounds });
  expect(text).toContain('Redis 7.0.15, appendfsync always');
  expect(text).toMatch(/^ {2}accept: orders per second +4000 +4000 \(3600–4400\) ×1.00 \(0.90–1.10\)$/m);
  expect(text).toMatch(/^\* accept: CPU, µs per order +250 +250 ×1.00$/m);
  expect(text).toMatch(/^ {2}accept: CPU of API, µs per order +200 +200 ×1.00$/m);
  expect(text).toMatch(/^ {2}memory: Redis, bytes per ended order +– +2950$/m);
  expect(text).toMatch(/^ {2}holds +accept: CPU +×1.00, surely ×1.00; may be ×1.10$/m);
  expect(text).toMatch(/^ {2}holds +memory: consumer after a round +0.0 MB more; may be 32$/m);
  expect(text).toMatch(/\nFLAT$/);
});

it('tells what has grown', () => {
  const text = textFor({ rounds: [1, 2, 3].map(() => aRound({ resident: { api: 190_000_000, consumer: 1 } })) });
  expect(text).toMatch(/^ {2}broken +memory: API after a round +50.0 MB more; may be 32$/m);
  expect(text).toMatch(/\nNOT FLAT$/);
});

it('tells when Redis was enlarging the table of its keys', () => {
  expect(textFor()).not.toContain('enlarging');
  expect(textFor({ keys: { before: 4_100_000, after: 4_300_000 } })).toContain(
    'enlarging the table of its keys at 1,000,000 waiting',
  );
});
