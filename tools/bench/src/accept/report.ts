import type { Findings } from '../benchmark';
import { comparisonTables, ratios } from '../comparison';
import { type Goal, goal, judgedBy } from '../goal';
import { type Machine, textOfMachine } from '../machine';
import type { AcceptCase, AcceptOptions, AcceptResult, Sample } from './accept';
import { JUDGED, nameOf } from './cases';
import { sides } from './side';

const figures: [title: string, of: (sample: Sample) => number][] = [
  ['Orders per second', ({ ordersPerSecond }) => ordersPerSecond],
  ['Answer after, p50, ms', ({ p50Ms }) => p50Ms],
  ['Answer after, p99, ms', ({ p99Ms }) => p99Ms],
  ['CPU of the API, µs per order', ({ apiCpu }) => apiCpu],
  ['CPU of Redis, µs per order', ({ redisCpu }) => redisCpu],
  ['CPU of the load generator, µs per order', ({ generatorCpu }) => generatorCpu],
];

export function acceptFindings(result: AcceptResult, { rounds, seconds }: AcceptOptions, machine: Machine): Findings {
  const text = [
    textOfMachine(machine, result.redisVersion),
    `${rounds} rounds of ${seconds} s each: median (least–most) ×ours to theirs in the same round`,
    ...comparisonTables({ results: result.cases, sides, nameOf, figures }),
  ];
  return judgedBy(acceptGoals(result.cases), text, { machine, ...result });
}

/** Of the case they speak of; none where it was not measured. */
export function acceptGoals(cases: readonly AcceptCase[]): Goal[] {
  const at = nameOf(JUDGED);
  const samples = cases.find(({ case: one }) => nameOf(one) === at)?.samples;
  if (samples === undefined) return [];
  const { ours, 'bullmq-everysec': bullmq, fastify } = samples;
  const perSecond = ({ ordersPerSecond }: Sample) => ordersPerSecond;
  const p99 = ({ p99Ms }: Sample) => p99Ms;
  return [
    goal(`orders per second to the BullMQ API's (everysec), ${at}`, ratios(ours, bullmq, perSecond), '×', { least: 3 }),
    goal(`orders per second to bare Fastify's, ${at}`, ratios(ours, fastify, perSecond), '×', { least: 0.6 }),
    goal(`p99 to the BullMQ API's (everysec), ${at}`, ratios(ours, bullmq, p99), '×', { most: 1 }),
  ];
}
