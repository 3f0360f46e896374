import type { Machine } from '../machine';
import { type Spread, spreadOf } from '../statistics';
import { figures } from './figures';
import { wasEnlarged } from './key-table';
import { type Judgement, judge, ratios } from './judgement';
import type { ScaleOptions } from './options';
import type { LevelResult, ScaleResult } from './scale';

export interface Report {
  machine: Machine;
  redisVersion: string;
  options: ScaleOptions;
  figures: FigureReport[];
  judgements: Judgement[];
  /** Whether everything that is judged holds. */
  flat: boolean;
  /** Whether Redis was enlarging the table of its keys at the highest level, which tells nothing of the level. */
  keyTableEnlarged: boolean;
  /** Of all that was measured, round by round. */
  levels: LevelResult[];
}

export interface FigureReport {
  name: string;
  judged: boolean;
  /** In the order of the levels; undefined where there is nothing to tell. */
  values: (Spread | undefined)[];
  /** To the lowest level, in the same round. */
  ratios: (Spread | undefined)[];
}

export function reportOf({ redisVersion, levels }: ScaleResult, options: ScaleOptions, machine: Machine): Report {
  const [lowest, highest] = [levels[0]!, levels.at(-1)!];
  const judgements = judge(lowest, highest, options);
  return {
    machine,
    redisVersion,
    options,
    figures: figures.map((figure) => ({
      name: figure.name,
      judged: figure.judged !== undefined,
      values: levels.map((level) => spreadIfAny(figure.of(level))),
      ratios: levels.map((level) => spreadIfAny(ratios(figure, lowest, level))),
    })),
    judgements,
    keyTableEnlarged: wasEnlarged(highest.keys.before, highest.keys.after),
    flat: judgements.every(({ verdict }) => verdict === 'holds'),
    levels,
  };
}

function spreadIfAny(values: number[]): Spread | undefined {
  return values.length > 0 && values.every(Number.isFinite) ? spreadOf(values) : undefined;
}
