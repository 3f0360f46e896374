import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NestFactory } from '@nestjs/core';
import { OrderWalk } from '@ofs/order-store';
import { PartitionCheck } from '@ofs/redis-queue';
import { RedisSettings } from '@ofs/service-kit';
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

/**
 * Writes the orders that are asked for, as fast as they are taken. A file is there, under its name, once all is in it.
 * @returns whether all could be read
 * @throws RedisUnavailableError, MorePartitionsError, SettingsError, and the system's error when the output cannot be written
 */
export async function exportOrders({ out, query }: ExportOptions, say: (sentence: string) => void): Promise<boolean> {
  // Nothing but orders goes to standard output, where Nest would log.
  const app = await NestFactory.createApplicationContext(ExportModule, { logger: false, abortOnError: false });
  const progress = new Progress(say);
  try {
    const [known, { partitions }] = [await app.get(PartitionCheck).known(), app.get(RedisSettings)];
    if (known > partitions) throw new MorePartitionsError(known, partitions);
    const lines = Readable.from(exportLines(app.get(OrderWalk), query, progress));
    if (out === undefined) await pipeline(lines, process.stdout);
    else {
      const part = `${out}.part`;
      await pipeline(lines, createWriteStream(part, { flush: true }));
      await rename(part, out);
    }
    return progress.unreadable === 0;
  } finally {
    say(`${progress.written} orders written`);
    await app.close();
  }
}
