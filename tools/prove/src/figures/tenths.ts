/** Milliseconds as seconds, to a tenth. */
export function tenths(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
