import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOf } from './report';
import { textOf } from './report-text';
import { run } from './run';
import { faultyScenario } from './scenario';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'prove-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a short run with real processes and faults breaches nothing', async () => {
  const faultKinds = ['kill-processor', 'freeze-processor', 'kill-api', 'kill-redis', 'kill-providers', 'cut'] as const;
  const options = { orders: 400, consumers: 2, minutes: 0.15, seed: 10 };
  const scenario = faultyScenario({ ...options, faultKinds });
  const result = await run(scenario, { ...options, folder: join(folder, 'run'), say: () => undefined });
  const report = reportOf(result, { command: '', seed: options.seed });
  // The whole report, as it tells what is wrong.
  if (report.breached) throw new Error(textOf(report));
  expect(report.orders.askedFor).toBe(400);
  expect(report.orders.backordered).toBeGreaterThan(0);
  expect(report.stock.counts).toBeGreaterThan(report.stock.scarce);
  expect(result.happened.map(({ kind }) => kind).sort()).toEqual([...faultKinds].sort());
  expect(report.faults.every(({ done, planned }) => done === planned)).toBe(true);
});
