import type { CaseResult } from './in-turns';
import { spreadOf } from './statistics';
import { exact, rounded, textTable } from './text-table';

export interface Comparison<Case, Name extends string, Sample> {
  results: readonly CaseResult<Case, Name, Sample>[];
  /** The sides, each with its title. The first is ours. */
  sides: Record<Name, string>;
  nameOf: (one: Case) => string;
  figures: readonly (readonly [title: string, of: (sample: Sample) => number])[];
}

/**
 * A table for each figure, with a row for each case and a column for each side: the median of the rounds (the least–the most), and
 * how many times theirs ours is.
 */
export function comparisonTables<Case, Name extends string, Sample>(
  comparison: Comparison<Case, Name, Sample>,
): string[] {
  const { results, sides, nameOf, figures } = comparison;
  const names = Object.keys(sides) as Name[];
  return figures.flatMap(([title, of]) => {
    const rows = results.map(({ case: one, samples }) => {
      const values = names.map((name) => samples[name].map(of));
      return [`  ${nameOf(one)}`, ...values.map((theirs) => cell(theirs, values[0]!))];
    });
    return ['', title, ...textTable([['', ...names.map((name) => sides[name])], ...rows])];
  });
}

/** Round by round: what slowed the machine down in one round did so to both. */
export function ratios<Sample>(
  ours: readonly Sample[],
  theirs: readonly Sample[],
  of: (sample: Sample) => number,
): number[] {
  return ours.map((sample, round) => of(sample) / of(theirs[round]!));
}

function cell(values: readonly number[], ours: readonly number[]): string {
  if (values.length === 0 || !values.every(Number.isFinite)) return '–';
  const ratio = values === ours ? '' : ` ×${exact(spreadOf(ratios(ours, values, (value) => value)).median)}`;
  return `${inRange(values)}${ratio}`;
}

export function inRange(values: readonly number[]): string {
  const { median, least, most } = spreadOf(values);
  return least === most ? rounded(median) : `${rounded(median)} (${rounded(least)}–${rounded(most)})`;
}
