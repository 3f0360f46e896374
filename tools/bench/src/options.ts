import { numberFrom, OptionError, parsedArgs } from '@ofs/testing';

export interface BenchOptions {
  /** How many orders wait while it is measured. The least is what the others are compared with. */
  levels: number[];
  /** How often each level is measured, besides once to warm up. */
  rounds: number;
  /** How many orders are accepted, and as many consumed, in a round. */
  orders: number;
  fsync: Fsync;
  /** By how much an order may cost more at the highest level, in percent. */
  tolerance: number;
  /** How much more memory a process may take at the highest level, in MB. */
  growth: number;
  /** After so many it gives up. */
  minutes: number;
}

export type Fsync = (typeof fsyncs)[number];

const fsyncs = ['always', 'everysec'] as const;

export const usage = `npm run bench -- scale [options]

  scale             what accepting and consuming an order costs while few or many others wait

  --levels N,N,…    how many wait (default 0,100000,1000000)
  --rounds N        how often each level is measured (default 18)
  --orders N        how many orders are measured in a round (default 1500)
  --fsync MODE      always (default) or everysec: when Redis writes to the disk
  --tolerance N     how much more an order may cost at the highest level, in percent (default 10)
  --growth N        how much more memory a process may take there, in MB (default 32)
  --minutes N       how long it may take (default 10)
`;

/**
 * What the command line asks for, or `help`.
 * @throws OptionError
 */
export function optionsFrom(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parsedArgs(args, {
    levels: { type: 'string' },
    rounds: { type: 'string' },
    orders: { type: 'string' },
    fsync: { type: 'string' },
    tolerance: { type: 'string' },
    growth: { type: 'string' },
    minutes: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) return 'help';
  if (positionals.length !== 1 || positionals[0] !== 'scale')
    throw new OptionError('The benchmark', `must be scale, not "${positionals.join(' ')}"`);
  return {
    levels: levelsFrom(values.levels),
    rounds: numberFrom('--rounds', values.rounds, { standard: 18, least: 1, most: 1_000, whole: true }),
    orders: numberFrom('--orders', values.orders, { standard: 1_500, least: 100, most: 1_000_000, whole: true }),
    fsync: fsyncFrom(values.fsync),
    tolerance: numberFrom('--tolerance', values.tolerance, { standard: 10, least: 0, most: 1_000 }),
    growth: numberFrom('--growth', values.growth, { standard: 32, least: 0, most: 10_000 }),
    minutes: numberFrom('--minutes', values.minutes, { standard: 10, least: 0.1, most: 24 * 60 }),
  };
}

/** The command that repeats a run. */
export function commandOf({ levels, rounds, orders, fsync, tolerance, growth, minutes }: BenchOptions): string {
  const options = { levels: levels.join(','), rounds, orders, fsync, tolerance, growth, minutes };
  return ['npm run bench -- scale', ...Object.entries(options).map(([name, value]) => `--${name} ${value}`)].join(' ');
}

/** From the least to the highest, each once. */
function levelsFrom(value: string | undefined): number[] {
  const bounds = { standard: 0, least: 0, most: 20_000_000, whole: true };
  const levels = (value ?? '0,100000,1000000').split(',').map((level) => numberFrom('--levels', level, bounds));
  return [...new Set(levels)].sort((one, other) => one - other);
}

function fsyncFrom(value: string | undefined): Fsync {
  if (value === undefined) return 'always';
  const fsync = fsyncs.find((known) => known === value);
  if (fsync === undefined) throw new OptionError('--fsync', `must be ${fsyncs.join(' or ')}, not "${value}"`);
  return fsync;
}
