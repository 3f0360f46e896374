import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureRedisBinary, findRedisBinary, remedyFor } from './redis-binary';

describe('finding a Redis on PATH', () => {
  const path = process.env.PATH;
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'path-'))));
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  function program(name: string, mode = 0o755): string {
    const file = join(folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  }

  it('prefers redis-server', async () => {
    program('first/valkey-server');
    const redis = program('second/redis-server');
    process.env.PATH = [join(folder, 'first'), join(folder, 'second')].join(delimiter);
    expect(findRedisBinary()).toBe(redis);
    await expect(ensureRedisBinary()).resolves.toBe(redis);
  });

  it('takes valkey-server', () => {
    const valkey = program('valkey-server');
    process.env.PATH = folder;
    expect(findRedisBinary()).toBe(valkey);
  });

  it('passes over folders and files that cannot be run', () => {
    mkdirSync(join(folder, 'redis-server'));
    program('valkey-server', 0o644);
    process.env.PATH = folder;
    expect(findRedisBinary()).toBeUndefined();
  });

  it('says what to run where there is none', async () => {
    process.env.PATH = '';
    await expect(ensureRedisBinary()).rejects.toThrow(
      /^no redis-server or valkey-server on PATH; run: docker run .* && REDIS_URL=redis:\/\/127\.0\.0\.1:6379 npm start$/,
    );
    process.env.PATH = folder;
    program('brew');
    await expect(ensureRedisBinary()).rejects.toThrow('run: brew install redis');
  });
});

describe('remedyFor', () => {
  it.each([
    [{ root: true, apt: true, homebrew: false }, /^install$/],
    [{ root: false, apt: true, homebrew: false }, /^sudo apt-get install -y redis-server$/],
    [{ root: false, apt: false, homebrew: true }, /^brew install redis$/],
    [{ root: true, apt: false, homebrew: false }, /^docker run .*--appendfsync always.* npm start$/],
  ])('%j: %s', (machine, remedy) => {
    expect(remedyFor(machine)).toMatch(remedy);
  });
});
