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
  /** For how many seconds the providers are down, with no other fault. */
  outage?: number;
}

/** How many orders are placed in a second while the providers are down, unless it is said otherwise. */
const OUTAGE_RATE = 50;

export const usage = `npm run prove -- [--orders N] [--consumers N] [--minutes N] [--seed N] [--sabotage NAME|all]
                 [--outage SECONDS]

  --orders N        how many orders are asked for (default 3000)
  --consumers N     how many order-processors run (default 3)
  --minutes N       how long faults happen; may be a fraction (default 1)
  --seed N          which faults happen when (default: a new one each time)
  --sabotage NAME   break the system on purpose, and expect the proof to catch it:
                    ${sabotageNames.join(', ')}, all
  --outage SECONDS  nothing goes wrong but that payment gateway and carrier are down for so long, in the middle of the time
                    (which is twice as long by default, with ${OUTAGE_RATE} orders a second)
`;

const bounds = {
  orders: { least: 1, most: 1_000_000, whole: true },
  consumers: { least: 1, most: 16, whole: true },
  minutes: { least: 0.05, most: 24 * 60 },
  seed: { least: 0, most: 2 ** 32 - 1, whole: true },
  outage: { least: 2, most: 3_600, whole: true },
};

/**
 * What the command line asks for, or `help`.
 * @throws OptionError
 */
export function optionsFrom(args: readonly string[]): ProveOptions | 'help' {
  const values = parsed(args);
  if (values.help === true) return 'help';
  const given = (name: keyof typeof bounds): number | undefined => {
    const text = values[name];
    return text === undefined ? undefined : numberFrom(`--${name}`, text, bounds[name]);
  };
  const sabotage = sabotageFrom(values.sabotage);
  const outage = given('outage');
  if (sabotage !== undefined && outage !== undefined)
    throw new OptionError('--outage', 'cannot be had with --sabotage');
  const standard = standardFor(sabotage, outage);
  const minutes = given('minutes') ?? standard.minutes;
  if (outage !== undefined && outage >= minutes * 60)
    throw new OptionError('--minutes', `must be longer than the outage of ${outage} seconds`);
  return {
    orders: given('orders') ?? standard.orders,
    consumers: given('consumers') ?? 3,
    minutes,
    seed: given('seed') ?? randomInt(1_000_000),
    sabotage,
    outage,
  };
}

/** A sabotage shows soon; an outage has as much time before and after it as it takes. */
function standardFor(sabotage: ProveOptions['sabotage'], outage: number | undefined) {
  if (sabotage !== undefined) return { orders: 500, minutes: 0.33 };
  if (outage !== undefined)
    return { orders: 2 * outage * OUTAGE_RATE, minutes: Math.ceil((2 * outage * 100) / 60) / 100 };
  return { orders: 3_000, minutes: 1 };
}

/** The command that repeats a run. */
export function commandOf({ orders, consumers, minutes, seed, sabotage, outage }: ProveOptions): string {
  const command = `npm run prove -- --orders ${orders} --consumers ${consumers} --minutes ${minutes} --seed ${seed}`;
  if (outage !== undefined) return `${command} --outage ${outage}`;
  return sabotage === undefined ? command : `${command} --sabotage ${sabotage}`;
}

function parsed(args: readonly string[]) {
  const { values, positionals } = parsedArgs(args, {
    orders: { type: 'string' },
    consumers: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    sabotage: { type: 'string' },
    outage: { type: 'string' },
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
