import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutTail } from './lost-aof-tail';
import { withFunction } from './rewrite-scripts';
import { type Sabotage, sabotages } from './sabotages';

it.each(Object.entries<Sabotage>(sabotages))('%s is there, and some check has to catch it', (_name, sabotage) => {
  const { preload, lostTailBytes, caughtBy } = sabotage;
  expect(caughtBy.length).toBeGreaterThan(0);
  if (preload === undefined) expect(lostTailBytes).toBeGreaterThan(0);
  else expect(existsSync(join(__dirname, preload.file.replace(/\.js$/, '.ts')))).toBe(true);
});

it('a function of a script gets another body, and the script is left alone otherwise', () => {
  const lua = `local function holdsLease(id)\n  return false\nend\nreturn holdsLease('1')`;
  expect(withFunction(lua, 'holdsLease', 'return true')).toBe(
    `local function holdsLease() return true end\nlocal function was_holdsLease(id)\n  return false\nend\nreturn holdsLease('1')`,
  );
  expect(withFunction(lua, 'guardHolds', 'return true')).toBe(lua);
});

describe('the end of the append-only file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aof-'));
    await mkdir(join(folder, 'appendonlydir'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = (name: string) => join(folder, 'appendonlydir', `appendonly.aof.${name}`);

  it('is cut off the newest part', async () => {
    for (const name of ['9.incr.aof', '10.incr.aof', '10.base.rdb']) await writeFile(file(name), '0123456789');
    await cutTail(folder, 4);
    expect(await readFile(file('10.incr.aof'), 'utf8')).toBe('012345');
    expect(await readFile(file('9.incr.aof'), 'utf8')).toBe('0123456789');
  });

  it('is all of it where it is shorter than that', async () => {
    await writeFile(file('1.incr.aof'), '0123');
    await cutTail(folder, 10);
    expect(await readFile(file('1.incr.aof'), 'utf8')).toBe('');
  });
});
