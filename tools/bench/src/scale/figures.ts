import type { Round } from './level';
import type { LevelResult } from './scale';

/** One row of the report. */
export interface Figure {
  name: string;
  /** A value for each round, or a single one; none where there is nothing to tell. */
  of: (level: LevelResult) => number[];
  /**
   * `cost`: it must not grow with the level by more than some part; `memory`: by more than so many MB. What an order costs is the CPU of
   * all that work on it. Its parts are told beside it: a part of a few microseconds differs from round to round by more than it may grow.
   */
  judged?: 'cost' | 'memory';
}

const MB = 1_000_000;

export const figures: readonly Figure[] = [
  inRounds('accept: orders per second', ({ accept }) => accept.ordersPerSecond),
  inRounds('accept: answer after, p50, ms', ({ accept }) => accept.p50Ms),
  inRounds('accept: answer after, p99, ms', ({ accept }) => accept.p99Ms),
  inRounds('accept: orders per script call', ({ accept }) => accept.ordersPerCall),
  inRounds('accept: CPU, µs per order', ({ accept }) => accept.apiCpu + accept.redisCpu, 'cost'),
  inRounds('accept: CPU of API, µs per order', ({ accept }) => accept.apiCpu),
  inRounds('accept: CPU of Redis, µs per order', ({ accept }) => accept.redisCpu),
  inRounds('accept: Redis in scripts, µs per order', ({ accept }) => accept.script),
  inRounds('consume: orders per second', ({ consume }) => consume.ordersPerSecond),
  inRounds('consume: orders per script call', ({ consume }) => consume.ordersPerCall),
  inRounds('consume: CPU, µs per order', ({ consume }) => consume.consumerCpu + consume.redisCpu, 'cost'),
  inRounds('consume: CPU of consumer, µs per order', ({ consume }) => consume.consumerCpu),
  inRounds('consume: CPU of Redis, µs per order', ({ consume }) => consume.redisCpu),
  inRounds('consume: Redis in scripts, µs per order', ({ consume }) => consume.script),
  { name: 'memory: API before the rounds, MB', of: ({ residentBefore }) => [residentBefore.api / MB] },
  inRounds('memory: API after a round, MB', ({ resident }) => resident.api / MB, 'memory'),
  { name: 'memory: consumer before the rounds, MB', of: ({ residentBefore }) => [residentBefore.consumer / MB] },
  inRounds('memory: consumer after a round, MB', ({ resident }) => resident.consumer / MB, 'memory'),
  {
    name: 'memory: Redis, bytes per waiting order',
    of: ({ waitingBytes }) => (waitingBytes === undefined ? [] : [waitingBytes]),
  },
  {
    name: 'memory: Redis, bytes per ended order',
    of: ({ waitingBytes, rounds }) =>
      waitingBytes === undefined ? [] : rounds.map(({ consume }) => waitingBytes + consume.redisGrowth),
  },
];

function inRounds(name: string, of: (round: Round) => number, judged?: Figure['judged']): Figure {
  return { name, of: ({ rounds }) => rounds.map(of), judged };
}
