import type { Evidence } from '../audit/evidence';
import { countOf } from './entries';
import { tenths } from './tenths';

/** What an outage has cost. */
export interface OutageFigures {
  seconds: number;
  attemptsAllowed: number;
  /** The most attempts that one order has lost. */
  mostOfOne: number;
  /** Orders that were placed before its end, and completed after it. */
  waited: number;
  /** After its end, until all of those were completed. */
  secondsToRecover: number;
}

/** Undefined where the run was not about an outage. */
export function outageFigures({ outage, shown }: Evidence): OutageFigures | undefined {
  if (outage === undefined) return undefined;
  const { from, to, attemptsAllowed } = outage;
  const ends = [...shown.values()]
    .filter(({ order }) => Date.parse(order.createdAt) < to && Date.parse(order.updatedAt) > to)
    .map(({ order }) => Date.parse(order.updatedAt));
  const last = ends.reduce((latest, end) => Math.max(latest, end), to);
  const lost = [...shown.values()].map(({ timeline }) => countOf(timeline, 'attempt.failed'));
  return {
    seconds: tenths(to - from),
    attemptsAllowed,
    mostOfOne: lost.reduce((most, count) => Math.max(most, count), 0),
    waited: ends.length,
    secondsToRecover: tenths(last - to),
  };
}
