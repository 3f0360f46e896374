import { spreadOf } from '../statistics';
import type { Saturation } from './saturation';

/** From which part of its time on something is taken to have no more of it. */
const FULL = 0.85;

/** What there was no more of, by the medians of the rounds. */
export function boundBy(rounds: readonly Saturation[]): string {
  const median = (of: (saturation: Saturation) => number) => spreadOf(rounds.map(of)).median;
  if (median(({ machineBusy }) => machineBusy) >= FULL) return "the machine's cores";
  if (median(({ cores }) => cores.redis) >= FULL) return "Redis' one core";
  if (median(({ cores }) => cores.sandbox) >= FULL) return "the sandbox's one core";
  if (median(({ cores }) => cores.processors) >= FULL) return 'a core for each processor';
  return 'waiting for disk and answers';
}
