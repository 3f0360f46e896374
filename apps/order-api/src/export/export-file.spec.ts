import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ExportFile } from './export-file';
import { OptionError } from './options';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'export-file-'))));
afterEach(() => rm(folder, { recursive: true }));

it('has its name once all is in it', async () => {
  const name = join(folder, 'orders');
  const file = await ExportFile.create(name);
  expect(await readdir(folder)).toEqual(['orders.part']);
  await file.write(Readable.from(['a\n', 'b\n']));
  expect(await readdir(folder)).toEqual(['orders']);
  expect(await readFile(name, 'utf8')).toBe('a\nb\n');
});

it.each<[string, (file: ExportFile) => Promise<void>]>([
  ['before it is begun', () => Promise.resolve()],
  ['half-way', (file) => file.write(Readable.from(brokenOff()))],
])('leaves nothing behind when it is given up %s, and what was there before stays', async (_, write) => {
  const name = join(folder, 'orders');
  await writeFile(name, 'old');
  const file = await ExportFile.create(name);
  await write(file).catch(() => undefined);
  await file.discard();
  expect(await readdir(folder)).toEqual(['orders']);
  expect(await readFile(name, 'utf8')).toBe('old');
});

function* brokenOff(): Generator<string> {
  yield 'a\n';
  throw new Error('gone');
}

it('is not made where a folder has its name, or where there is no folder', async () => {
  await expect(ExportFile.create(folder)).rejects.toThrow(OptionError);
  await expect(ExportFile.create(join(folder, 'none', 'orders'))).rejects.toThrow('ENOENT');
});
