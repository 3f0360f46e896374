import { HttpClient } from '@ofs/testing';
import { mkdir } from 'node:fs/promises';
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
import { untilSettled } from './settling';
import { System } from './system/system';

const PROGRESS_EVERY_MS = 10_000;
const CLIENTS = { connections: 1_024, timeoutMs: 5_000 };

export interface RunOptions {
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

/** Who does something to the system in a run. */
interface Cast {
  load: Load;
  operator: Operator;
  storekeeper: Storekeeper;
  injector: FaultInjector;
}

/** One run of the proof: load and faults at the same time, until all is quiet; then the audit. */
export async function run(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const { folder, consumers, sabotage, seed } = options;
  await mkdir(folder, { recursive: true });
  const incidents: string[] = [];
  const errors: string[] = [];
  const onIncident = (incident: string) => void incidents.push(incident);
  const { processorSettings } = scenario;
  const onError = (line: string) => void errors.push(line);
  const system = await System.start({ folder, consumers, processorSettings, sabotage, onIncident, onError });
  const http = new HttpClient({ url: system.url, ...CLIENTS });
  const ledger = new ClientLedger(join(folder, 'ledger.ndjson'));
  const tooLate = new AbortController();
  const operator = new Operator(http, new Random(seed, 'operator'));
  const storekeeper = new Storekeeper(http, scenario.scarce, new Random(seed, 'storekeeper'), tooLate.signal);
  const load = new Load(new Buyer(http, ledger, tooLate.signal), options.orders, options.minutes * 60_000);
  const injector = new FaultInjector(system, { lostTailBytes: sabotage?.lostTailBytes, onIncident });
  try {
    const startedAt = performance.now();
    await disturb(scenario, { load, operator, storekeeper, injector }, system, tooLate, options.say);
    const loadMs = performance.now() - startedAt;
    options.say('Nothing goes wrong any more; waiting for all orders to come to their end');
    const settlingFrom = performance.now();
    const settled = await untilSettled(http, scenario.patienceMs);
    const settleMs = performance.now() - settlingFrom;
    options.say('Auditing');
    await storekeeper.lookAtAll();
    const { happened, repairs } = injector;
    const evidence = await gather({
      scenario,
      system,
      http,
      ledger,
      operator,
      storekeeper,
      happened,
      settled,
      incidents,
    });
    return { plan: scenario.faults, happened, repairs, errors, evidence, checks: audit(evidence), loadMs, settleMs };
  } finally {
    http.close();
    await ledger.close();
    await system.stop();
  }
}

/** Resolves when every order has been placed and every fault is over. */
async function disturb(
  { orders, faults, isOperated, patienceMs }: Scenario,
  { load, operator, storekeeper, injector }: Cast,
  system: System,
  tooLate: AbortController,
  say: RunOptions['say'],
): Promise<void> {
  await storekeeper.open();
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
  clearTimeout(patience);
  clearInterval(progress);
}
