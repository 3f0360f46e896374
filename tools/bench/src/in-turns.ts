import type { Surroundings } from './benchmark';

/** Of one case a sample of each side for each round. */
export interface CaseResult<Case, Name extends string, Sample> {
  case: Case;
  samples: Record<Name, Sample[]>;
}

export interface Turns<Case, Name extends string, Side extends { name: Name }, Sample> {
  rounds: number;
  cases: readonly Case[];
  sides: readonly Side[];
  measure: (side: Side, one: Case) => Promise<Sample>;
}

/**
 * Measures every case with every side, one after the other, and all of that several times: what else the machine does meanwhile
 * meets all sides alike.
 * @throws the signal's reason
 */
export async function inTurns<Case, Name extends string, Side extends { name: Name }, Sample>(
  { rounds, cases, sides, measure }: Turns<Case, Name, Side, Sample>,
  { say, signal }: Pick<Surroundings, 'say' | 'signal'>,
): Promise<CaseResult<Case, Name, Sample>[]> {
  const results = cases.map((one) => {
    const samples = Object.fromEntries(sides.map(({ name }) => [name, []])) as unknown as Record<Name, Sample[]>;
    return { case: one, samples };
  });
  for (let round = 1; round <= rounds; round++) {
    for (const { case: one, samples } of results) {
      // To and fro, so that none is always the first.
      for (const side of round % 2 === 0 ? sides.toReversed() : sides) {
        signal.throwIfAborted();
        samples[side.name].push(await measure(side, one));
      }
    }
    say(`Round ${round} of ${rounds}`);
  }
  return results;
}
