import { parseArgs } from 'node:util';
import { ProblemError } from '@ofs/contracts';
import type { WalkQuery } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import { ListOrdersDto } from '../orders/list-orders.dto';
import { millisecondsOf } from '../orders/time';

/** Thrown for an option that is unknown or not what it should be. The message names it. */
export class OptionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OptionError';
  }
}

export interface ExportOptions {
  /** The file to write. Undefined: standard output. */
  out?: string;
  query: WalkQuery;
}

export const usage = `npm run export -- [--out FILE] [--status STATUS[,STATUS…]] [--created-after TIME] [--created-before TIME]

Writes all orders with their timelines, the oldest first, a JSON object a line. What is said meanwhile goes to standard error.

  --out FILE              the file to write, which is there once all is in it (default: standard output)
  --status STATUS         only orders that have this status, or one of several: failed,on_hold
  --created-after TIME    only orders that were accepted later than this, such as 2026-11-22T00:00:00Z
  --created-before TIME   only orders that were accepted earlier than this

Settings are those of the services: REDIS_URL, REDIS_CLUSTER, PARTITIONS.
`;

/**
 * What the command line asks for, or `help`.
 * @throws OptionError
 */
export function optionsFrom(args: readonly string[]): ExportOptions | 'help' {
  const values = parsed(args);
  if (values.help === true) return 'help';
  if (values.out === '') throw new OptionError('--out must name a file');
  const { status, createdAfter, createdBefore } = queryFrom({
    status: values.status,
    createdAfter: values['created-after'],
    createdBefore: values['created-before'],
  });
  return {
    out: values.out,
    query: { status, createdAfter: millisecondsOf(createdAfter), createdBefore: millisecondsOf(createdBefore) },
  };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      out: { type: 'string' },
      status: { type: 'string' },
      'created-after': { type: 'string' },
      'created-before': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

/** The same rules as for `GET /v1/orders`. */
function queryFrom(query: object): ListOrdersDto {
  try {
    return validated(ListOrdersDto, query);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const faults = error.toDocument().errors ?? [];
    throw new OptionError(faults.map(({ pointer, detail }) => `${optionOf(pointer)} ${detail}`).join('\n'));
  }
}

/** `/createdAfter` is `--created-after`. */
function optionOf(pointer: string): string {
  return `--${pointer.slice(1).replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
}
