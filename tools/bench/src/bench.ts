import { inWorkspace } from '@ofs/testing';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Surroundings } from './benchmark';
import { benchmarks } from './benchmarks';
import { thisMachine } from './machine';
import { commandOf, type Request } from './options';

/** Thrown when the benchmark took longer than it may. */
export class TimeOverError extends Error {
  constructor(readonly minutes: number) {
    super(`The benchmark was not done after ${minutes} minutes; --minutes gives it more`);
    this.name = 'TimeOverError';
  }
}

/**
 * Runs a benchmark. Resolves to whether what is judged held.
 * @throws the signal's reason
 * @throws TimeOverError: after the round that is under way then
 */
export async function bench(request: Request, say: Surroundings['say'], stop: AbortSignal): Promise<boolean> {
  const { name, values } = request;
  const benchmark = benchmarks[name];
  const folder = inWorkspace('.data/bench', `${name}-${new Date().toISOString().replace(/[:.]/g, '-')}`);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new TimeOverError(values.minutes)), values.minutes * 60_000);
  const signal = AbortSignal.any([stop, late.signal]);
  try {
    // Before anything runs: its load is what others have it do.
    const machine = thisMachine();
    const result = await benchmark.measure(values, { folder, say, signal });
    const { text, report, holds } = benchmark.findings(result, values, machine);
    const file = `${folder}.json`;
    await mkdir(dirname(file), { recursive: true });
    const whole = { benchmark: name, command: commandOf(request), options: values, ...report };
    await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`);
    say(`\n${text}\n`);
    say(`Report: ${relative(process.cwd(), file)}`);
    say(`Again: ${commandOf(request)}`);
    return holds;
  } finally {
    clearTimeout(timer);
    // Redis' data, some gigabytes of it.
    await rm(folder, { recursive: true, force: true });
  }
}
