import { aLevel, aRound } from '../../test/results';
import { judge } from './judgement';

const limits = { tolerance: 10, growth: 32 };

function broken(...args: Parameters<typeof judge>): string[] {
  return judge(...args)
    .filter(({ verdict }) => verdict !== 'holds')
    .map(({ figure }) => figure);
}

it('holds where an order costs as much at both levels', () => {
  const judgements = judge(aLevel(), aLevel({ waiting: 1_000_000 }), limits);
  expect(judgements).toHaveLength(4);
  expect(judgements.every(({ verdict }) => verdict === 'holds')).toBe(true);
});

it('names the cost that has grown by more than it may', () => {
  const dear = aRound();
  dear.accept.redisCpu *= 1.7;
  dear.consume.consumerCpu *= 1.18;
  expect(broken(aLevel(), aLevel({ rounds: [dear, dear, dear] }), limits)).toEqual(['accept: CPU, µs per order']);
});

it('calls unclear what differs too much from round to round', () => {
  const rounds = [0.8, 1.5, 0.9, 1.4, 1.3].map((factor) => {
    const round = aRound();
    const { apiCpu, redisCpu } = round.accept;
    return { ...round, accept: { ...round.accept, apiCpu: apiCpu * factor, redisCpu: redisCpu * factor } };
  });
  const level = aLevel({ rounds: rounds.map(() => aRound()) });
  expect(judge(level, aLevel({ rounds }), limits)).toContainEqual({
    figure: 'accept: CPU, µs per order',
    measured: expect.closeTo(1.3) as number,
    atLeast: expect.closeTo(0.8) as number,
    limit: 1.1,
    verdict: 'unclear',
  });
});

it('compares a round with the same round at the other level: what slowed both down counts at neither', () => {
  const slowly = aRound();
  for (const cost of ['apiCpu', 'redisCpu'] as const) slowly.accept[cost] *= 3;
  const rounds = [aRound(), slowly, slowly];
  expect(broken(aLevel({ rounds }), aLevel({ rounds }), limits)).toEqual([]);
});

it('judges what an order costs altogether, not its parts', () => {
  const moved = aRound();
  moved.accept.apiCpu -= 20;
  moved.accept.redisCpu += 20;
  expect(broken(aLevel(), aLevel({ rounds: [moved, moved, moved] }), limits)).toEqual([]);
});

it('names the process that keeps more memory than it may, and forgives what is given back', () => {
  const full = aRound({ resident: { api: 180_000_000, consumer: 140_000_000 } });
  const collected = aRound({ resident: { api: 140_000_000, consumer: 140_000_000 } });
  expect(broken(aLevel(), aLevel({ rounds: [full, full, full] }), limits)).toEqual(['memory: API after a round, MB']);
  expect(broken(aLevel(), aLevel({ rounds: [full, collected, full] }), limits)).toEqual([]);
});
