import type { Findings } from './benchmark';
import { exact, rounded } from './text-table';
import { spreadOf } from './statistics';

/** What a benchmark is to show. */
export interface Goal {
  what: string;
  /** The median of the rounds. */
  measured: number;
  limit: number;
  /** Which side of the limit it has to be on. */
  must: 'be at least' | 'be at most';
  unit: '×' | ' ms' | ' MB more';
  holds: boolean;
}

type Limit = { least: number } | { most: number };

/** @param values one for each round */
export function goal(what: string, values: readonly number[], unit: Goal['unit'], limit: Limit): Goal {
  const measured = spreadOf(values).median;
  return 'least' in limit
    ? { what, measured, limit: limit.least, must: 'be at least', unit, holds: measured >= limit.least }
    : { what, measured, limit: limit.most, must: 'be at most', unit, holds: measured <= limit.most };
}

/** Findings that goals judge: the text ends with them. */
export function judgedBy(goals: readonly Goal[], text: readonly string[], measured: object): Findings {
  return {
    text: [...text, '', ...textOfGoals(goals)].join('\n'),
    report: { ...measured, goals },
    holds: goals.every(({ holds }) => holds),
  };
}

/** A line for each, and one that says how many were missed. */
function textOfGoals(goals: readonly Goal[]): string[] {
  const missed = goals.filter(({ holds }) => !holds).length;
  const verdict = missed === 0 ? 'ALL GOALS REACHED' : `${missed} of ${goals.length} GOALS MISSED`;
  return [...goals.map(sentenceOf), goals.length === 0 ? 'Nothing was measured that has a goal' : verdict];
}

function sentenceOf({ what, measured, limit, must, unit, holds }: Goal): string {
  const verdict = holds ? 'reached' : 'MISSED ';
  return `  ${verdict}  ${what}: ${inUnit(measured, unit)}, and must ${must} ${inUnit(limit, unit)}`;
}

function inUnit(value: number, unit: Goal['unit']): string {
  return unit === '×' ? `×${exact(value)}` : `${rounded(value)}${unit}`;
}
