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
    measure: accept,
    findings: acceptFindings,
  }),
  consume: benchmark({
    about: 'orders consumed and acknowledged, beside a worker of BullMQ',
    options: consumeOptions,
    measure: consume,
    findings: consumeFindings,
  }),
  whole: benchmark({
    about: 'how long an order takes from its acceptance to its completion, and how many get there',
    options: wholeOptions,
    measure: whole,
    findings: wholeFindings,
  }),
  bulk: benchmark({
    about: 'an upload of many orders, and the memory it takes',
    options: bulkOptions,
    measure: bulk,
    findings: bulkFindings,
  }),
  scale: benchmark({
    about: 'what accepting and consuming an order costs while few or many others wait (5 GB of memory)',
    options: scaleOptions,
    measure: scale,
    findings: (result, options, machine) => {
      const report = reportOf(result, options, machine);
      return { text: textOf(report), report, holds: report.flat };
    },
  }),
};

export type BenchmarkName = keyof typeof benchmarks;

/** What runs when none is named. */
export const usual: readonly BenchmarkName[] = ['accept', 'consume', 'whole', 'bulk'];

/** The compiler sees here that what is found fits what is measured. Whoever runs a benchmark need not know what that is. */
function benchmark<O extends BenchmarkOptions, Result>(one: Benchmark<O, Result>): Benchmark {
  return one;
}
