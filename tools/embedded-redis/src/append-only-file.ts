import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Takes half a transaction off the end of the append-only file of a Redis that was killed while it wrote. Redis 7 does that by
 * halves: it cuts the file after the last whole command and leaves the transaction open. What it confirms from then on goes
 * into that transaction, and the restart after that carries out the half that nobody was ever told of.
 * Valkey has this fixed since (valkey-io/valkey, pull request 4342).
 * @returns whether there was something to take off; false where the tool for it is not installed beside the server
 */
export async function repairAppendOnlyFile(binary: string, redisDir: string): Promise<boolean> {
  const checker = join(dirname(binary), basename(binary).replace('-server', '-check-aof'));
  const manifest = join(redisDir, 'appendonlydir/appendonly.aof.manifest');
  if (!existsSync(manifest) || !existsSync(checker)) return false;
  const checking = promisify(execFile)(checker, ['--fix', manifest]);
  // It asks before it cuts.
  checking.child.stdin?.on('error', () => undefined).end('y\n');
  return (await checking).stdout.includes('Successfully truncated');
}
