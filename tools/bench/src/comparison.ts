import type { CaseResult } from './in-turns';
import { spreadOf } from './statistics';
import { exact, rounded, textTable } from './text-table';

interface Comparison<Case, Name extends string, Sample> {
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
      const [ours = [], ...others] = names.map((name) => samples[name].map(of));
      const cells = others.map((theirs) =>
        cellOf(
          theirs,
          ratios(ours, theirs, (value) => value),
        ),
      );
      return [`  ${nameOf(one)}`, cellOf(ours, []), ...cells];
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

/** What a side has done, with the median of these ratios where there are any; `–` where nothing is known of it. */
export function cellOf(values: readonly number[], ratios: readonly number[]): string {
  if (values.length === 0 || !values.every(Number.isFinite)) return '–';
  return ratios.length === 0 ? inRange(values) : `${inRange(values)} ×${exact(spreadOf(ratios).median)}`;
}

/** The median (the least–the most). */
export function inRange(values: readonly number[]): string {
  const { median, least, most } = spreadOf(values);
  return least === most ? rounded(median) : `${rounded(median)} (${rounded(least)}–${rounded(most)})`;
}
