import { randomInt } from 'node:crypto';
import { numberFrom, OptionError, parsedArgs } from '@ofs/testing';
import { type SabotageName, sabotageNames } from './sabotage/sabotages';

export interface ProveOptions {
  /** How many orders are asked for. */
  orders: number;
  /** How many order-processors run. */
  consumers: number;
  /** How long orders are placed and faults happen. What follows (settling, auditing) comes on top. */
  minutes: number;
  /** Decides which faults happen when, and what is ordered. */
  seed: number;
  sabotage?: SabotageName | 'all';
}

export const usage = `npm run prove -- [--orders N] [--consumers N] [--minutes N] [--seed N] [--sabotage NAME|all]

  --orders N        how many orders are asked for (default 3000)
  --consumers N     how many order-processors run (default 3)
  --minutes N       how long faults happen; may be a fraction (default 1)
  --seed N          which faults happen when (default: a new one each time)
  --sabotage NAME   break the system on purpose, and expect the proof to catch it:
                    ${sabotageNames.join(', ')}, all
`;

/**
 * What the command line asks for, or `help`.
 * @throws OptionError
 */
export function optionsFrom(args: readonly string[]): ProveOptions | 'help' {
  const values = parsed(args);
  if (values.help === true) return 'help';
  const sabotage = sabotageFrom(values.sabotage);
  // A sabotage shows soon; its run is short unless it is asked for otherwise.
  const standard = sabotage === undefined ? { orders: 3_000, minutes: 1 } : { orders: 500, minutes: 0.33 };
  return {
    orders: numberFrom('--orders', values.orders, {
      standard: standard.orders,
      least: 1,
      most: 1_000_000,
      whole: true,
    }),
    consumers: numberFrom('--consumers', values.consumers, { standard: 3, least: 1, most: 16, whole: true }),
    minutes: numberFrom('--minutes', values.minutes, { standard: standard.minutes, least: 0.05, most: 24 * 60 }),
    seed: numberFrom('--seed', values.seed, {
      standard: randomInt(1_000_000),
      least: 0,
      most: 2 ** 32 - 1,
      whole: true,
    }),
    sabotage,
  };
}

/** The command that repeats a run. */
export function commandOf({ orders, consumers, minutes, seed, sabotage }: ProveOptions): string {
  const command = `npm run prove -- --orders ${orders} --consumers ${consumers} --minutes ${minutes} --seed ${seed}`;
  return sabotage === undefined ? command : `${command} --sabotage ${sabotage}`;
}

function parsed(args: readonly string[]) {
  const { values, positionals } = parsedArgs(args, {
    orders: { type: 'string' },
    consumers: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    sabotage: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (positionals[0] !== undefined) throw new OptionError(positionals[0], 'is not an option, or has no value');
  return values;
}

function sabotageFrom(value: string | undefined): ProveOptions['sabotage'] {
  if (value === undefined || value === 'all') return value;
  const name = sabotageNames.find((known) => known === value);
  if (name === undefined) throw new OptionError('--sabotage', `must be one of ${sabotageNames.join(', ')}, or all`);
  return name;
}
