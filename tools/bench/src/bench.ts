import { inWorkspace } from '@ofs/testing';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { type BenchOptions, commandOf } from './options';
import { reportOf } from './scale/report';
import { textOf } from './scale/report-text';
import { scale } from './scale/scale';

export type Say = (sentence: string) => void;

/** Thrown when the benchmark took longer than it may. */
export class TimeOverError extends Error {
  constructor(readonly minutes: number) {
    super(`The benchmark was not done after ${minutes} minutes; --minutes gives it more`);
    this.name = 'TimeOverError';
  }
}

/**
 * Runs what the options ask for. Resolves to whether what is judged held.
 * @throws the signal's reason
 * @throws TimeOverError: after the round that is under way then
 */
export async function bench(options: BenchOptions, say: Say, stop: AbortSignal): Promise<boolean> {
  const folder = inWorkspace('.data/bench', `scale-${new Date().toISOString().replace(/[:.]/g, '-')}`);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new TimeOverError(options.minutes)), options.minutes * 60_000);
  const signal = AbortSignal.any([stop, late.signal]);
  try {
    const report = reportOf(await scale({ ...options, folder, say, signal }), options);
    const file = `${folder}.json`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
    say(`\n${textOf(report)}\n`);
    say(`Report: ${relative(process.cwd(), file)}`);
    say(`Again: ${commandOf(options)}`);
    return report.flat;
  } finally {
    clearTimeout(timer);
    // Redis' data, some gigabytes of it.
    await rm(folder, { recursive: true, force: true });
  }
}
