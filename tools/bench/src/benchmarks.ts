import { accept, acceptOptions } from './accept/accept';
import { acceptFindings } from './accept/report';
import type { Benchmark, BenchmarkOptions } from './benchmark';
import { bulk, bulkOptions } from './bulk/bulk';
import { bulkFindings } from './bulk/report';
import { consume, consumeOptions } from './consume/consume';
import { consumeFindings } from './consume/report';
import { scaleOptions } from './scale/options';
import { reportOf } from './scale/report';
import { textOf } from './scale/report-text';
import { scale } from './scale/scale';
import { wholeFindings } from './whole/report';
import { whole, wholeOptions } from './whole/whole';

export const benchmarks = {
  accept: benchmark({
    about: 'orders taken in over HTTP, beside an API with BullMQ and bare Fastify',
    options: acceptOptions,
    run: async (options, surroundings) =>
      acceptFindings(await accept(options, surroundings), options, surroundings.machine),
  }),
  consume: benchmark({
    about: 'orders consumed and acknowledged, beside a worker of BullMQ',
    options: consumeOptions,
    run: async (options, surroundings) =>
      consumeFindings(await consume(options, surroundings), options, surroundings.machine),
  }),
  whole: benchmark({
    about: 'how long an order takes from its acceptance to its completion, and how many get there',
    options: wholeOptions,
    run: async (options, surroundings) =>
      wholeFindings(await whole(options, surroundings), options, surroundings.machine),
  }),
  bulk: benchmark({
    about: 'an upload of many orders, and the memory it takes',
    options: bulkOptions,
    run: async (options, surroundings) =>
      bulkFindings(await bulk(options, surroundings), options, surroundings.machine),
  }),
  scale: benchmark({
    about: 'what accepting and consuming an order costs while few or many others wait (5 GB of memory)',
    options: scaleOptions,
    run: async (options, surroundings) => {
      const report = reportOf(await scale(options, surroundings), options, surroundings.machine);
      return { text: textOf(report), report, holds: report.flat };
    },
  }),
};

export type BenchmarkName = keyof typeof benchmarks;

/** What runs when none is named. */
export const usual: readonly BenchmarkName[] = ['accept', 'consume', 'whole', 'bulk'];

function benchmark<O extends BenchmarkOptions>(one: Benchmark<O>): Benchmark {
  return one;
}
