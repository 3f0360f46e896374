import { execFile } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureRedisBinary } from '@ofs/embedded-redis';

/**
 * Takes half a transaction off the end of the append-only file of a Redis that was killed while it wrote. Redis 7 does that by
 * halves: it cuts the file after the last whole command and leaves the transaction open. What it confirms from then on goes
 * into that transaction, and the restart after that carries out the half that nobody was ever told of.
 * @returns whether there was something to take off
 */
export async function repairAppendOnlyFile(redisDir: string): Promise<boolean> {
  const server = await ensureRedisBinary();
  const checker = join(dirname(server), basename(server).replace('-server', '-check-aof'));
  const manifest = join(redisDir, 'appendonlydir/appendonly.aof.manifest');
  const checking = promisify(execFile)(checker, ['--fix', manifest]);
  // It asks before it cuts.
  checking.child.stdin?.on('error', () => undefined).end('y\n');
  return (await checking).stdout.includes('Successfully truncated');
}
