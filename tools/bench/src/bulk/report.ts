import type { Findings } from '../benchmark';
import { inRange } from '../comparison';
import { type Goal, goal, judgedBy } from '../goal';
import { type Machine, textOfMachine } from '../machine';
import { spreadOf } from '../statistics';
import { rounded, textTable } from '../text-table';
import type { BulkOptions, BulkResult } from './bulk';

const MB = 1_000_000;

export function bulkFindings(result: BulkResult, options: BulkOptions, machine: Machine): Findings {
  const resident = result.resident.map((bytes) => bytes / MB);
  const text = [
    `${textOfMachine(machine, result.redisVersion)}, appendfsync always`,
    `One upload of ${options.orders.toLocaleString('en')} orders of three lines, each with a key: median (least–most)`,
    '',
    ...textTable([
      ['  orders per second, all of it', rounded(result.ordersPerSecond)],
      ['  orders per second, by tenths', inRange(result.parts)],
      ['  CPU of the API, µs per order', rounded(result.apiCpu)],
      ['  CPU of Redis, µs per order', rounded(result.redisCpu)],
      ['  memory of the API, MB', inRange(resident)],
    ]),
  ];
  return judgedBy(bulkGoals(result, options), text, { machine, ...result });
}

/** The first fifth is left out: until then the heap takes the size it works with. */
export function bulkGoals({ resident }: Pick<BulkResult, 'resident'>, { growth }: Pick<BulkOptions, 'growth'>): Goal[] {
  const fifth = resident.length / 5;
  const early = resident.slice(Math.floor(fifth), Math.max(Math.floor(2 * fifth), Math.floor(fifth) + 1));
  const late = resident.slice(Math.floor(4 * fifth));
  const grown = (spreadOf(late).median - spreadOf(early).median) / MB;
  return [goal("memory of the API, the last fifth's to the second's", [grown], ' MB more', { most: growth })];
}
