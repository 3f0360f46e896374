import type { CheckName } from '../src/audit/check';
import { Scene } from './scene';

export type Change = (scene: Scene) => unknown;

/** A test for each: where this has happened, all the same nothing is breached. */
export function itAccepts(cases: [what: string, change: Change][]): void {
  it.each(cases)('accepts %s', (_what, change) => {
    const scene = new Scene();
    change(scene);
    expect(scene.breached()).toEqual([]);
  });
}

/** A test for each: where this has happened, these checks and no others are breached. */
export function itFinds(cases: [what: string, breached: CheckName[], change: Change][]): void {
  it.each(cases)('finds %s', (_what, breached, change) => {
    const scene = new Scene();
    change(scene);
    expect(scene.breached()).toEqual(breached.sort());
  });
}
