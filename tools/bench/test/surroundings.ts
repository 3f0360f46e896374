import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../src/benchmark';

/** For each call a folder of its own, which is gone after the suite. */
export function inTemporaryFolder(): () => Surroundings {
  let folder: string;
  let runs = 0;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bench-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => ({
    folder: join(folder, `run-${++runs}`),
    say: () => undefined,
    signal: new AbortController().signal,
  });
}
