import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NestFactory } from '@nestjs/core';
import { OrderWalk } from '@ofs/order-store';
import { PartitionCheck, RedisConnections, RedisUnavailableError } from '@ofs/redis-queue';
import { RedisSettings } from '@ofs/service-kit';
import { ExportFile } from './export-file';
import { exportLines } from './export-lines';
import { ExportModule } from './export.module';
import type { ExportOptions } from './options';
import { Progress } from './progress';

/** Thrown when there are more partitions than are read: the orders in the others would be missing. */
export class MorePartitionsError extends Error {
  constructor(
    readonly known: number,
    readonly read: number,
  ) {
    super(`The orders are spread over ${known} partitions, and PARTITIONS is ${read}: some would be missing`);
    this.name = 'MorePartitionsError';
  }
}

/** Thrown when the orders cannot be read from Redis now. */
export class RedisAwayError extends Error {
  /** @param why what was wrong with the connection when it was last tried, if it could not be made */
  constructor(
    readonly url: string,
    why: Error | undefined,
    options: ErrorOptions,
  ) {
    const reason = why === undefined ? '' : ` (${why.message || (why as NodeJS.ErrnoException).code})`;
    super(
      `Redis does not answer at ${new URL(url).host}${reason}: start it, or let REDIS_URL say where it is`,
      options,
    );
    this.name = 'RedisAwayError';
  }
}

/**
 * Writes the orders that are asked for, as fast as they are taken. A file is there, under its name, once all is in it.
 * @returns whether all could be read
 * @throws RedisAwayError, MorePartitionsError, SettingsError, OptionError, and the system's error when the output cannot be written
 */
export async function exportOrders({ out, query }: ExportOptions, say: (sentence: string) => void): Promise<boolean> {
  // Nothing but orders goes to standard output, where Nest would log.
  const app = await NestFactory.createApplicationContext(ExportModule, { logger: false, abortOnError: false });
  const progress = new Progress(say);
  let file: ExportFile | undefined;
  try {
    // First of all: whoever cannot write a file should not have to wait for all orders to be read to be told.
    file = out === undefined ? undefined : await ExportFile.create(out);
    const [known, { partitions }] = [await app.get(PartitionCheck).known(), app.get(RedisSettings)];
    if (known > partitions) throw new MorePartitionsError(known, partitions);
    const lines = Readable.from(exportLines(app.get(OrderWalk), query, progress));
    await (file === undefined ? pipeline(lines, process.stdout) : file.write(lines));
    say(`${progress.written} orders written`);
    return progress.unreadable === 0;
  } catch (error) {
    await file?.discard();
    if (!(error instanceof RedisUnavailableError)) throw error;
    throw new RedisAwayError(app.get(RedisSettings).redisUrl, app.get(RedisConnections).fault, { cause: error });
  } finally {
    await app.close();
  }
}
