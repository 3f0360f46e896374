import { HttpClient } from '@ofs/testing';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audit, type CheckResult } from './audit/audit';
import type { Evidence } from './audit/evidence';
import { gather } from './audit/gather';
import { FaultInjector, type HappenedFault } from './faults/fault-injector';
import type { PlannedFault } from './faults/fault-plan';
import { Buyer } from './load/buyer';
import { ClientLedger } from './load/client-ledger';
import { Load } from './load/load';
import { Operator } from './load/operator';
import { Storekeeper } from './load/storekeeper';
import { Random } from './random';
import type { Sabotage } from './sabotage/sabotages';
import type { Scenario } from './scenario';
import { settle } from './settling';
import { System } from './system/system';

const PROGRESS_EVERY_MS = 10_000;
const CLIENTS = { connections: 1_024, timeoutMs: 5_000 };

interface RunOptions {
  seed: number;
  orders: number;
  minutes: number;
  consumers: number;
  sabotage?: Sabotage;
  /** For this run alone. */
  folder: string;
  say: (sentence: string) => void;
}

export interface RunResult {
  plan: readonly PlannedFault[];
  happened: readonly HappenedFault[];
  /** How often the append-only file had to be repaired before Redis was started again. */
  repairs: number;
  /** What services have logged as an error: worth a look, but no breach by itself. */
  errors: readonly string[];
  evidence: Evidence;
  checks: CheckResult[];
  loadMs: number;
  settleMs: number;
}

/** Who does something in a run. */
interface Cast {
  system: System;
  load: Load;
  operator: Operator;
  storekeeper: Storekeeper;
  injector: FaultInjector;
  /** Aborted when nobody may try any more. */
  tooLate: AbortController;
}

/** One run of the proof: load and faults at the same time, until all is quiet; then the audit. */
export async function run(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const { seed, folder, consumers, sabotage } = options;
  await mkdir(folder, { recursive: true });
  const [incidents, errors]: [string[], string[]] = [[], []];
  const system = await System.start({
    folder,
    consumers,
    processorSettings: scenario.processorSettings,
    sabotage,
    onIncident: (incident) => void incidents.push(incident),
    onError: (line) => void errors.push(line),
  });
  const http = new HttpClient({ url: system.url, ...CLIENTS });
  const ledger = new ClientLedger(join(folder, 'ledger.ndjson'));
  const tooLate = new AbortController();
  const operator = new Operator(http, new Random(seed, 'operator'));
  const storekeeper = new Storekeeper(http, scenario.scarce, new Random(seed, 'storekeeper'), tooLate.signal);
  const load = new Load(new Buyer(http, ledger, tooLate.signal), options.orders, options.minutes * 60_000);
  const injector = new FaultInjector(system, {
    lostTailBytes: sabotage?.lostTailBytes,
    onIncident: (incident) => void incidents.push(incident),
  });
  try {
    const startedAt = performance.now();
    await storekeeper.open();
    await disturb(scenario, { system, load, operator, storekeeper, injector, tooLate }, options.say);
    const loadMs = performance.now() - startedAt;
    options.say('Nothing goes wrong any more; waiting for all orders to come to their end');
    const { waiting, settled, settleMs } = await settle(http, scenario.patienceMs);
    options.say('Auditing');
    await storekeeper.lookAtAll();
    const { counts, looks } = storekeeper;
    await writeFile(join(folder, 'stock.json'), JSON.stringify({ counts, looks }));
    const { happened } = injector;
    const told = { ledger, operator, storekeeper, happened, waiting, settled, incidents };
    const evidence = await gather({ scenario, system, http, ...told });
    return {
      plan: scenario.faults,
      happened,
      repairs: system.redis.repairs,
      errors,
      evidence,
      checks: audit(evidence),
      loadMs,
      settleMs,
    };
  } finally {
    http.close();
    await ledger.close();
    await system.stop();
  }
}

/** Resolves when every order has been placed and every fault is over. */
async function disturb(
  { orders, faults, isOperated, patienceMs }: Scenario,
  { system, load, operator, storekeeper, injector, tooLate }: Cast,
  say: RunOptions['say'],
): Promise<void> {
  const startedAt = performance.now();
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    say(`${String(seconds).padStart(4)} s: ${load.placed} orders placed, ${injector.happened.length} faults`);
  }, PROGRESS_EVERY_MS);
  const over = new AbortController();
  const working = Promise.all([isOperated ? operator.run(over.signal) : undefined, storekeeper.run(over.signal)]);
  const placing = load.run(orders);
  await injector.run(faults);
  await system.revive();
  const patience = setTimeout(() => tooLate.abort(), patienceMs);
  over.abort();
  await working;
  await placing;
  await operator.releaseAll(tooLate.signal);
  await storekeeper.receiveLast();
  clearTimeout(patience);
  clearInterval(progress);
}
