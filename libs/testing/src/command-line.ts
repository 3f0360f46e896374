import { parseArgs, type ParseArgsConfig } from 'node:util';

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

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * What a command line gives for these options, and what stands there besides them.
 * @throws OptionError
 */
export function parsedArgs<O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [, option = 'The command line'] = /'([^' ]+)/.exec((error as Error).message) ?? [];
    throw new OptionError(option, 'is not an option, or has no value');
  }
}

/**
 * The number that an option is given as.
 * @throws OptionError
 */
export function numberFrom(
  option: string,
  value: string,
  { least, most, whole = false }: { least: number; most: number; whole?: boolean },
): number {
  const number = value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number) && number >= least && number <= most && (!whole || Number.isInteger(number)))
    return number;
  throw new OptionError(option, `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${value}"`);
}
