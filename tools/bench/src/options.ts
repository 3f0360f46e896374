import { OptionError, parsedArgs } from '@ofs/testing';
import { type BenchmarkName, benchmarks, usual } from './benchmarks';
import type { BenchmarkOptions } from './benchmark';
import type { ValuesOf } from './option';

/** A benchmark, and what it is asked for. */
export interface Request {
  name: BenchmarkName;
  values: ValuesOf<BenchmarkOptions>;
}

const names = Object.keys(benchmarks) as BenchmarkName[];

/**
 * What the command line asks for, or `help`.
 * @throws OptionError
 */
export function requestsFrom(args: readonly string[]): Request[] | 'help' {
  const [first = ''] = args;
  if (args.some((arg) => arg === '-h' || arg === '--help')) return 'help';
  const name = names.find((known) => known === first);
  if (name !== undefined) return [requestFrom(name, args.slice(1))];
  if (first.startsWith('-')) throw new OptionError(first, 'is an option of one benchmark: name it first');
  if (first !== '') throw new OptionError('The benchmark', `must be ${names.join(', ')}, or left out; not "${first}"`);
  return usual.map((one) => requestFrom(one, []));
}

/** The command that repeats a run. */
export function commandOf({ name, values }: Request): string {
  const options = Object.entries(values).map(([option, value]) => `--${option} ${String(value)}`);
  return [`npm run bench -- ${name}`, ...options].join(' ');
}

export const usage = [
  'npm run bench -- [benchmark [options]]',
  '',
  `Without a benchmark: ${usual.join(', ')}, one after the other. Exit code 1 when something that is judged does not hold.`,
  ...names.flatMap((name) => ['', `  ${name.padEnd(19)} ${benchmarks[name].about}`, ...usageOf(name)]),
  '',
].join('\n');

function usageOf(name: BenchmarkName): string[] {
  return Object.entries(benchmarks[name].options).map(
    ([option, { placeholder, about, standard }]) =>
      `    ${`--${option} ${placeholder}`.padEnd(32)} ${about} (default ${standard})`,
  );
}

function requestFrom(name: BenchmarkName, args: readonly string[]): Request {
  const { options } = benchmarks[name];
  const parsable = Object.fromEntries(Object.keys(options).map((option) => [option, { type: 'string' as const }]));
  const { values, positionals } = parsedArgs(args, parsable);
  if (positionals[0] !== undefined) throw new OptionError(positionals[0], 'is not an option, or has no value');
  const read = Object.entries(options).map(([option, { read, standard }]) => [
    option,
    read(values[option] ?? standard, `--${option}`),
  ]);
  return { name, values: Object.fromEntries(read) as Request['values'] };
}
