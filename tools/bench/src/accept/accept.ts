import { mkdir } from 'node:fs/promises';
import type { Surroundings } from '../benchmark';
import { minutes, oneOf, rounds, number, wholeNumbers, type ValuesOf } from '../option';
import { type CaseResult, inTurns } from '../in-turns';
import { cpuUsOf } from '../system/cpu-time';
import { Program } from '../system/program';
import { type Case, casesOf, JUDGED, matrices } from './cases';
import type { Answered, Load } from './generator';
import { type Side, type SideName, sideNames, startSide } from './side';

export const acceptOptions = {
  connections: wholeNumbers({
    standard: [1, 16, 64, 256],
    least: 1,
    most: 10_000,
    about: 'over how many connections orders come',
  }),
  matrix: oneOf(matrices, 'every: each body over each number of connections, not only over 64'),
  rounds: rounds(5, 'how often each side is measured'),
  seconds: number({ standard: 1, least: 0.1, most: 600, about: 'how long each is measured in a round' }),
  minutes: minutes(15),
};

export type AcceptOptions = ValuesOf<typeof acceptOptions>;

/** What one side did in one round. CPU is in microseconds per order; NaN where the system does not tell. */
export interface Sample {
  ordersPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  apiCpu: number;
  redisCpu: number;
  generatorCpu: number;
}

export type AcceptCase = CaseResult<Case, SideName, Sample>;

export interface AcceptResult {
  redisVersion: string;
  cases: AcceptCase[];
}

/** Before each time it is measured, a side is used for so long, in seconds. */
const LEAD_SECONDS = 0.3;
/** Once, before all: code is compiled. */
const WARM_UP_SECONDS = 3;

/** Lets the same orders be placed with each side, in turns. */
export async function accept(options: AcceptOptions, surroundings: Surroundings): Promise<AcceptResult> {
  const { folder, say } = surroundings;
  await mkdir(folder, { recursive: true });
  const generator = await Program.start({ file: 'accept/generator', timeoutMs: options.minutes * 60_000 });
  const sides: Side[] = [];
  try {
    for (const name of sideNames) sides.push(await startSide(name, folder));
    for (const side of sides) await sampleOf(side, JUDGED, Math.min(WARM_UP_SECONDS, 3 * options.seconds), generator);
    say('Warmed up');
    const cases = await inTurns(
      {
        rounds: options.rounds,
        cases: casesOf(options.connections, options.matrix),
        sides,
        measure: (side, one) => sampleOf(side, one, options.seconds, generator),
      },
      surroundings,
    );
    return { redisVersion: await sides[0]!.redis!.meter.version(), cases };
  } finally {
    await generator.stop();
    await Promise.all(sides.map((side) => side.stop()));
  }
}

async function sampleOf(
  side: Side,
  { connections, lines, keyed }: Case,
  seconds: number,
  generator: Program,
): Promise<Sample> {
  const before = { api: await cpuUsOf(side.pid), redis: await redisCpuOf(side) };
  const load: Load = { url: side.url, connections, lines, keyed, seconds, leadSeconds: LEAD_SECONDS };
  const { perSecond, p50Ms, p99Ms, orders, cpuUs } = await generator.ask<Answered>(load);
  return {
    ordersPerSecond: perSecond,
    p50Ms,
    p99Ms,
    apiCpu: ((await cpuUsOf(side.pid)) - before.api) / orders,
    redisCpu: ((await redisCpuOf(side)) - before.redis) / orders,
    generatorCpu: cpuUs / orders,
  };
}

async function redisCpuOf({ redis }: Side): Promise<number> {
  return redis === undefined ? NaN : (await redis.meter.read()).cpuUs;
}
