import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
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

/** Thrown for an option that is unknown or not what it should be. The message names it. */
export class OptionError extends Error {
  constructor(
    readonly option: string,
    reason: string,
  ) {
    super(`${option} ${reason}`);
    this.name = 'OptionError';
  }
}

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
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        orders: { type: 'string' },
        consumers: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string' },
        sabotage: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    const [, option = 'The command line'] = /'([^' ]+)/.exec((error as Error).message) ?? [];
    throw new OptionError(option, 'is not an option, or has no value');
  }
}

function sabotageFrom(value: string | undefined): ProveOptions['sabotage'] {
  if (value === undefined || value === 'all') return value;
  const name = sabotageNames.find((known) => known === value);
  if (name === undefined) throw new OptionError('--sabotage', `must be one of ${sabotageNames.join(', ')}, or all`);
  return name;
}

function numberFrom(
  option: string,
  value: string | undefined,
  { standard, least, most, whole = false }: { standard: number; least: number; most: number; whole?: boolean },
): number {
  if (value === undefined) return standard;
  const number = value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number) && number >= least && number <= most && (!whole || Number.isInteger(number)))
    return number;
  throw new OptionError(option, `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${value}"`);
}
