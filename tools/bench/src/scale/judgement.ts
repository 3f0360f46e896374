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
  /** What it is at least, with a confidence of 95 %: rounds differ, with all else that runs on the machine. */
  atLeast: number;
  limit: number;
  verdict: Verdict;
}

/** `unclear`: it was above its limit, but the rounds differ so much that it need not be. */
export type Verdict = 'holds' | 'unclear' | 'broken';

/** Compares the highest level with the lowest. */
export function judge(lowest: LevelResult, highest: LevelResult, { tolerance, growth }: Limits): Judgement[] {
  return figures.flatMap((figure) => {
    if (figure.judged === undefined) return [];
    if (figure.judged === 'memory') {
      const more = floorOf(figure, highest) - floorOf(figure, lowest);
      return judgementOf(figure, more, more, growth);
    }
    const inRounds = ratios(figure, lowest, highest);
    const [atLeast] = medianBounds(inRounds);
    return judgementOf(figure, spreadOf(inRounds).median, atLeast, 1 + tolerance / 100);
  });
}

function judgementOf({ name }: Figure, measured: number, atLeast: number, limit: number): Judgement {
  const verdict = measured <= limit ? 'holds' : atLeast <= limit ? 'unclear' : 'broken';
  return { figure: name, measured, atLeast, limit, verdict };
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
