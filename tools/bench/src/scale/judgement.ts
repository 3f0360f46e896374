import { medianBounds, spreadOf } from '../statistics';
import { type Figure, figures } from './figures';
import type { LevelResult } from './scale';

export interface Limits {
  /** By how much an order may cost more, in percent. */
  tolerance: number;
  /** How much more memory a process may take, in MB. */
  growth: number;
}

export interface Judgement {
  figure: string;
  /** For a cost: how many times that at the lowest level; for memory: how many MB more than there. */
  measured: number;
  /** That much it is, as far as rounds that differ can tell: other work on the machine must not fail the benchmark. */
  atLeast: number;
  limit: number;
  holds: boolean;
}

/** Compares the highest level with the lowest. */
export function judge(lowest: LevelResult, highest: LevelResult, { tolerance, growth }: Limits): Judgement[] {
  return figures.flatMap((figure) => {
    if (figure.judged === undefined) return [];
    if (figure.judged === 'memory') {
      const more = floorOf(figure, highest) - floorOf(figure, lowest);
      return { figure: figure.name, measured: more, atLeast: more, limit: growth, holds: more <= growth };
    }
    const inRounds = ratios(figure, lowest, highest);
    const [atLeast] = medianBounds(inRounds);
    const limit = 1 + tolerance / 100;
    return { figure: figure.name, measured: spreadOf(inRounds).median, atLeast, limit, holds: atLeast <= limit };
  });
}

/** Round by round: what slowed the machine down in one round did so at both levels. */
export function ratios(figure: Figure, lowest: LevelResult, level: LevelResult): number[] {
  const base = figure.of(lowest);
  return figure.of(level).map((value, round) => value / base[round]!);
}

/** The least after any round. Memory goes up and down with the garbage that has not been collected; what is kept is always there. */
function floorOf(figure: Figure, level: LevelResult): number {
  return spreadOf(figure.of(level)).least;
}
