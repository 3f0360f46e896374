import type { Findings } from '../benchmark';
import { cellOf, inRange, ratios } from '../comparison';
import { type Goal, goal, judgedBy } from '../goal';
import { type Machine, textOfMachine } from '../machine';
import { counted, textTable } from '../text-table';
import { boundBy } from './bound';
import type { LightLoad } from './light-load';
import type { Saturation } from './saturation';
import type { WholeOptions, WholeResult, WholeRound } from './whole';

/** Two processors, Redis and the sandbox: with fewer cores a second processor has none. */
const CORES_FOR_TWO = 4;

const lightFigures: [name: string, of: (light: LightLoad) => number][] = [
  ['sent → 202, p50, ms', ({ acceptP50Ms }) => acceptP50Ms],
  ['sent → 202, p99, ms', ({ acceptP99Ms }) => acceptP99Ms],
  ['202 → completed, p50, ms', ({ wholeP50Ms }) => wholeP50Ms],
  ['202 → completed, p99, ms', ({ wholeP99Ms }) => wholeP99Ms],
  ['busy: the machine, %', ({ machineBusy }) => 100 * machineBusy],
];

const fullFigures: [name: string, of: (saturation: Saturation) => number][] = [
  ['orders per second', ({ ordersPerSecond }) => ordersPerSecond],
  ['CPU of the processors, µs per order', ({ processorCpu }) => processorCpu],
  ['CPU of Redis, µs per order', ({ redisCpu }) => redisCpu],
  ['CPU of the sandbox, µs per order', ({ sandboxCpu }) => sandboxCpu],
  ['busy: the machine, %', ({ machineBusy }) => 100 * machineBusy],
  ['busy: each processor, % of a core', ({ cores }) => 100 * cores.processors],
];

export function wholeFindings(result: WholeResult, options: WholeOptions, machine: Machine): Findings {
  const { rate, seconds, orders } = options;
  const text = [
    `${textOfMachine(machine, result.redisVersion)}, appendfsync always`,
    `${options.rounds} rounds: median (least–most)`,
    '',
    `${rate} orders per second for ${seconds} s, one processor`,
    ...textTable(lightFigures.map(([name, of]) => [`  ${name}`, inRange(result.rounds.map(({ light }) => of(light)))])),
    '',
    `${orders} orders that wait ×ratio to ${counted(options.processors[0]!, 'processor')} in the same round`,
    ...fullTable(result.rounds, options.processors),
  ];
  return judgedBy(wholeGoals(result.rounds, options, machine), text, { machine, ...result });
}

function fullTable(rounds: readonly WholeRound[], processors: readonly number[]): string[] {
  const columns = processors.map((_, index) => rounds.map(({ saturations }) => saturations[index]!));
  const rows = fullFigures.map(([name, of]) => [
    `  ${name}`,
    ...columns.map((column, index) => cellOf(column.map(of), index === 0 ? [] : ratios(column, columns[0]!, of))),
  ]);
  return textTable([
    ['', ...processors.map((count) => counted(count, 'processor'))],
    ...rows,
    ['  bound by', ...columns.map(boundBy)],
  ]);
}

export function wholeGoals(
  rounds: readonly WholeRound[],
  { rate, processors }: WholeOptions,
  machine: Machine,
): Goal[] {
  const of = (figure: keyof LightLoad) => rounds.map(({ light }) => light[figure]);
  const at = `at ${rate} orders per second`;
  const goals = [
    goal(`202 → completed, p50, ${at}`, of('wholeP50Ms'), ' ms', { most: 15 }),
    goal(`202 → completed, p99, ${at}`, of('wholeP99Ms'), ' ms', { most: 60 }),
  ];
  const [one, two] = [processors.indexOf(1), processors.indexOf(2)];
  if (one < 0 || two < 0 || machine.cores < CORES_FOR_TWO) return goals;
  const perSecond = rounds.map(
    ({ saturations }) => saturations[two]!.ordersPerSecond / saturations[one]!.ordersPerSecond,
  );
  return [...goals, goal("orders per second of two processors to one's", perSecond, '×', { least: 1.6 })];
}
