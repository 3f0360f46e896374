import type { Findings } from '../benchmark';
import { type Compared, comparisonTable, ratios } from '../comparison';
import { type Goal, goal, textOfGoals } from '../goal';
import { textOfMachine, thisMachine } from '../machine';
import type { AcceptOptions, AcceptResult, CaseResult, Sample } from './accept';
import { JUDGED, nameOf } from './cases';
import { sideNames, titles } from './side';

const figures: [title: string, of: (sample: Sample) => number][] = [
  ['Orders per second', ({ ordersPerSecond }) => ordersPerSecond],
  ['Answer after, p50, ms', ({ p50Ms }) => p50Ms],
  ['Answer after, p99, ms', ({ p99Ms }) => p99Ms],
  ['CPU of the API, µs per order', ({ apiCpu }) => apiCpu],
  ['CPU of Redis, µs per order', ({ redisCpu }) => redisCpu],
  ['CPU of the load generator, µs per order', ({ generatorCpu }) => generatorCpu],
];

export function acceptFindings(result: AcceptResult, options: AcceptOptions): Findings {
  const goals = acceptGoals(result.cases);
  const machine = thisMachine();
  const text = [
    textOfMachine(machine, result.redisVersion),
    `${options.rounds} rounds of ${options.seconds} s each: median (least–most) ×ours to theirs in the same round`,
    ...figures.flatMap(([title, of]) => [
      '',
      title,
      ...comparisonTable(
        sideNames.map((name) => titles[name]),
        result.cases.map((one) => compared(one, of)),
      ),
    ]),
    '',
    ...textOfGoals(goals),
  ];
  return { text: text.join('\n'), report: { machine, ...result, goals }, holds: goals.every(({ holds }) => holds) };
}

function compared({ case: one, samples }: CaseResult, of: (sample: Sample) => number): Compared {
  return { name: nameOf(one), values: sideNames.map((name) => samples[name].map(of)) };
}

/** Of the case they speak of; none where it was not measured. */
export function acceptGoals(cases: readonly CaseResult[]): Goal[] {
  const judged = cases.find(({ case: one }) => nameOf(one) === nameOf(JUDGED));
  if (judged === undefined) return [];
  const { ours, 'bullmq-everysec': bullmq, fastify } = judged.samples;
  const inAll = (samples: readonly Sample[], figure: 'ordersPerSecond' | 'p99Ms') => samples.map((one) => one[figure]);
  const against = (theirs: readonly Sample[], figure: 'ordersPerSecond' | 'p99Ms') =>
    ratios(inAll(ours, figure), inAll(theirs, figure));
  const at = `at ${nameOf(JUDGED)}`;
  return [
    goal(`orders per second to those of the BullMQ API (everysec) ${at}`, against(bullmq, 'ordersPerSecond'), '×', {
      least: 3,
    }),
    goal(`orders per second to those of bare Fastify ${at}`, against(fastify, 'ordersPerSecond'), '×', { least: 0.6 }),
    goal(`p99 to that of the BullMQ API (everysec) ${at}`, against(bullmq, 'p99Ms'), '×', { most: 1 }),
  ];
}
