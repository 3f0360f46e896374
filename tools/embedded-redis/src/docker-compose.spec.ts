import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureRedisBinary } from './redis-binary';

/** What the redis service runs, but for the server itself: `exec` is where it would start. */
function startScript(): string {
  const compose = readFileSync(join(__dirname, '../../../docker-compose.yml'), 'utf8');
  const [, script] = /- \|\n((?: {8}.*\n)+)/.exec(compose)!;
  return script!.replaceAll('$$', '$').replace('exec redis-server', 'echo redis-server');
}

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'compose-'))));
afterEach(() => rm(folder, { recursive: true }));

const whole = '*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$3\r\none\r\n';
const half = '*1\r\n$5\r\nMULTI\r\n*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$3\r\ntwo\r\n';

async function anAppendOnlyFile(): Promise<string> {
  const file = join(folder, 'appendonlydir/appendonly.aof.1.incr.aof');
  await mkdir(dirname(file));
  await writeFile(`${dirname(file)}/appendonly.aof.manifest`, 'file appendonly.aof.1.incr.aof seq 1 type i\n');
  await writeFile(file, whole);
  return file;
}

async function run(path?: string): Promise<string> {
  const PATH = path ?? `${dirname(await ensureRedisBinary())}:${process.env.PATH}`;
  const command = ['-c', startScript()];
  return execFileSync('/bin/sh', command, { cwd: folder, env: { PATH }, encoding: 'utf8', stdio: 'pipe' });
}

it('starts Redis at once where it has written nothing yet', async () => {
  expect(await run()).toMatch(/^redis-server --appendonly yes --appendfsync always .*\n$/);
});

it('cuts half a transaction off before it starts Redis', async () => {
  const file = await anAppendOnlyFile();
  await appendFile(file, half);
  expect(await run()).toMatch(/Successfully truncated[^]*\nredis-server --appendonly/);
  expect(await readFile(file, 'utf8')).toBe(whole);
});

it('starts Redis, and says so, where nothing can check the file', async () => {
  await anAppendOnlyFile();
  expect(await run('/nowhere')).toMatch(/^WARNING: the append-only file was not checked.*\nredis-server --appendonly/);
});
