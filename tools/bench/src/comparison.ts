import { spreadOf } from './statistics';
import { exact, rounded, textTable } from './text-table';

/** One thing that was measured of every side. */
export interface Compared {
  name: string;
  /** Of each side, in their order, a value for each round; none where there is nothing to tell. The first side is ours. */
  values: readonly (readonly number[])[];
}

/** What several sides came to, side by side: the median of the rounds (the least–the most), and how many times theirs ours is. */
export function comparisonTable(sides: readonly string[], rows: readonly Compared[]): string[] {
  return textTable([
    ['', ...sides],
    ...rows.map(({ name, values }) => [`  ${name}`, ...values.map(cellIn(values[0]!))]),
  ]);
}

/** Round by round: what slowed the machine down in one round did so to both. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value / theirs[round]!);
}

function cellIn(ours: readonly number[]): (values: readonly number[]) => string {
  return (values) => {
    if (values.length === 0 || !values.every(Number.isFinite)) return '–';
    const { median, least, most } = spreadOf(values);
    const range = least === most ? '' : ` (${rounded(least)}–${rounded(most)})`;
    return `${rounded(median)}${range}${values === ours ? '' : ` ×${exact(spreadOf(ratios(ours, values)).median)}`}`;
  };
}
