import { mkdir } from 'node:fs/promises';
import type { Surroundings } from '../benchmark';
import { Level, type Resident, type Round } from './level';
import type { ScaleOptions } from './options';

type Wanted = Pick<ScaleOptions, 'levels' | 'rounds' | 'orders' | 'fsync'>;

export interface LevelResult {
  waiting: number;
  /** Of Redis' memory, by each order that waits; undefined where none does. */
  waitingBytes?: number;
  /** Before the first round. */
  residentBefore: Resident;
  /** How many keys Redis held before the first round, and after the last. */
  keys: { before: number; after: number };
  rounds: Round[];
}

export interface ScaleResult {
  redisVersion: string;
  levels: LevelResult[];
}

/** Measures every level, in turns: what else the machine does meanwhile meets all of them alike. */
export async function scale(options: Wanted, surroundings: Surroundings): Promise<ScaleResult> {
  const { levels: fillings, fsync } = options;
  const { folder } = surroundings;
  await mkdir(folder, { recursive: true });
  const levels: Level[] = [];
  try {
    for (const waiting of fillings) levels.push(await Level.start({ waiting, fsync, folder }));
    const results = await fillAll(levels, surroundings);
    await measure(levels, results, options, surroundings);
    return { redisVersion: await levels[0]!.redisVersion(), levels: results };
  } finally {
    await Promise.all(levels.map((level) => level.stop()));
  }
}

async function fillAll(levels: readonly Level[], { say, signal }: Surroundings): Promise<LevelResult[]> {
  const results: LevelResult[] = [];
  for (const level of levels) {
    const { waiting } = level;
    const startedAt = performance.now();
    const waitingBytes = await level.fill(signal);
    if (waiting > 0) say(`${waiting} orders placed in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    const keys = await level.keys();
    const residentBefore = await level.resident();
    results.push({ waiting, waitingBytes, residentBefore, keys: { before: keys, after: keys }, rounds: [] });
  }
  return results;
}

async function measure(
  levels: readonly Level[],
  results: readonly LevelResult[],
  { rounds, orders }: Wanted,
  { say, signal }: Surroundings,
): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    const inTurn = levels.map((level, index) => ({ level, result: results[index]! }));
    // To and fro, so that none is always the first.
    for (const { level, result } of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
      signal.throwIfAborted();
      const figures = await level.round(orders);
      // The first is there to warm up: code is compiled and caches fill.
      if (round > 0) result.rounds.push(figures);
      result.keys.after = await level.keys();
    }
    say(round === 0 ? 'Warmed up' : `Round ${round} of ${rounds}`);
  }
}
