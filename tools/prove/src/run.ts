import { HttpClient } from '@ofs/testing';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { audit, type CheckResult } from './audit/audit';
import type { Evidence } from './audit/evidence';
import { gather } from './audit/gather';
import { FaultInjector } from './faults/fault-injector';
import { type FaultKind, type PlannedFault, planFaults } from './faults/fault-plan';
import { Buyer } from './load/buyer';
import { ClientLedger } from './load/client-ledger';
import { Load } from './load/load';
import { Operator } from './load/operator';
import { planOrders } from './load/order-plan';
import type { ProveOptions } from './options';
import { Random } from './random';
import type { Sabotage } from './sabotage/sabotages';
import { untilSettled } from './settling';
import { LEASE_MS, System } from './system/system';

/** For clients to get their last answers, and then for the queue to run empty, once nothing goes wrong any more. */
const PATIENCE_MS = 60_000;
const PROGRESS_EVERY_MS = 10_000;
const CLIENTS = { connections: 1_024, timeoutMs: 5_000 };

export interface RunOptions extends Omit<ProveOptions, 'sabotage'> {
  sabotage?: Sabotage;
  /** @default those of the sabotage, or all */
  faultKinds?: readonly FaultKind[];
  /** For this run alone. */
  folder: string;
  say: (sentence: string) => void;
}

export interface RunResult {
  plan: readonly PlannedFault[];
  /** How often each kind has happened. */
  done: ReadonlyMap<FaultKind, number>;
  /** How often the append-only file had to be repaired before Redis was started again. */
  repairs: number;
  /** What services have logged as an error: worth a look, but no breach by itself. */
  errors: readonly string[];
  evidence: Evidence;
  checks: CheckResult[];
  loadMs: number;
  settleMs: number;
}

/** One run of the proof: load and faults at the same time, until all is quiet; then the audit. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { folder, consumers, sabotage } = options;
  await mkdir(folder, { recursive: true });
  const incidents: string[] = [];
  const errors: string[] = [];
  const system = await System.start({
    folder,
    consumers,
    sabotage,
    onIncident: (incident) => void incidents.push(incident),
    onError: (line) => void errors.push(line),
  });
  const http = new HttpClient({ url: system.url, ...CLIENTS });
  const ledger = new ClientLedger(join(folder, 'ledger.ndjson'));
  const operator = new Operator(http, new Random(options.seed, 'operator'));
  try {
    const disturbed = await disturb(options, system, http, { ledger, operator }, incidents);
    options.say('Nothing goes wrong any more; waiting for the queue to run empty');
    const settlingFrom = performance.now();
    const settled = await untilSettled(http, PATIENCE_MS);
    const settleMs = performance.now() - settlingFrom;
    options.say('Auditing');
    const evidence = await gather({ system, http, ledger, operator, settled, incidents });
    return { ...disturbed, evidence, checks: audit(evidence), settleMs, errors };
  } finally {
    http.close();
    await ledger.close();
    await system.stop();
  }
}

/** Resolves when every order has been placed and every fault is over. */
async function disturb(
  { seed, orders, minutes, consumers, sabotage, faultKinds, say }: RunOptions,
  system: System,
  http: HttpClient,
  { ledger, operator }: { ledger: ClientLedger; operator: Operator },
  incidents: string[],
): Promise<Pick<RunResult, 'plan' | 'done' | 'repairs' | 'loadMs'>> {
  const durationMs = minutes * 60_000;
  const kinds = faultKinds ?? sabotage?.faults;
  const plan = planFaults({ seed, durationMs, consumers, leaseMs: LEASE_MS, kinds });
  const injector = new FaultInjector(system, {
    lostTailBytes: sabotage?.lostTailBytes,
    onIncident: (incident) => void incidents.push(incident),
  });
  const tooLate = new AbortController();
  const load = new Load(new Buyer(http, ledger, tooLate.signal), orders, durationMs);
  const startedAt = performance.now();
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    say(`${String(seconds).padStart(4)} s: ${load.placed} orders placed, ${injector.happened} faults`);
  }, PROGRESS_EVERY_MS);
  const over = new AbortController();
  const operating = operator.run(over.signal);
  const placing = load.run(planOrders(seed, orders));
  await injector.run(plan);
  await system.revive();
  over.abort();
  await operating;
  const patience = setTimeout(() => tooLate.abort(), PATIENCE_MS);
  await placing;
  await operator.releaseAll(tooLate.signal);
  clearTimeout(patience);
  clearInterval(progress);
  return { plan, done: injector.done, repairs: injector.repairs, loadMs: performance.now() - startedAt };
}
