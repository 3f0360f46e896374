/** For so long, as a part of the keys there were, Redis has been seen to be busy with it. */
const UNTIL_MOVED = 1.25;

/**
 * Whether Redis was enlarging the table of its keys while there came to be so many. At each power of two it makes one of twice the
 * size and moves a bit of the old one with every command, which costs a multiple meanwhile, at whatever level it falls.
 */
export function wasEnlarged(keysBefore: number, keysAfter: number): boolean {
  const size = 2 ** Math.floor(Math.log2(keysAfter));
  return keysAfter > size && keysBefore < size * UNTIL_MOVED;
}
