import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** Takes the last bytes off the append-only file of a Redis that does not run, as a disk would that had not written them yet. */
export async function cutTail(redisDir: string, bytes: number): Promise<void> {
  const folder = join(redisDir, 'appendonlydir');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.incr.aof'));
  const newest = files.sort((one, other) => sequenceOf(one) - sequenceOf(other)).at(-1);
  if (newest === undefined) throw new Error(`There is no append-only file in ${folder}`);
  const path = join(folder, newest);
  const { size } = await stat(path);
  await truncate(path, Math.max(0, size - bytes));
}

/** `appendonly.aof.3.incr.aof` is the third. */
function sequenceOf(name: string): number {
  return Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1]);
}
