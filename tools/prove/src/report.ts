import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CheckResult } from './audit/audit';
import type { Evidence } from './audit/evidence';
import { faultKinds } from './faults/fault-plan';
import { type OrderFigures, orderFigures } from './figures/order-figures';
import { type OutageFigures, outageFigures } from './figures/outage-figures';
import { tenths } from './figures/tenths';
import type { RunResult } from './run';

const EXAMPLES = 10;

export interface Report {
  command: string;
  seed: number;
  breached: boolean;
  loadSeconds: number;
  settleSeconds: number;
  faults: { kind: string; planned: number; done: number }[];
  /** How often the append-only file had half a transaction at its end when Redis was killed. */
  repairs: number;
  /** What the run was about, if it was about an outage. */
  outage?: OutageFigures;
  orders: OrderFigures;
  stock: StockFigures;
  errors: { count: number; examples: readonly string[] };
  checks: { name: string; promise: string; checked: number; breaches: number; examples: CheckResult['breaches'] }[];
}

/** How much was done about what is scarce. */
interface StockFigures {
  /** SKUs of which there was only so much. */
  scarce: number;
  /** How often it was said how much there is of one, and how often it was asked. */
  counts: number;
  looks: number;
}

export function reportOf(result: RunResult, { command, seed }: { command: string; seed: number }): Report {
  const { plan, happened, checks, loadMs, settleMs } = result;
  return {
    command,
    seed,
    breached: checks.some(({ breaches }) => breaches.length > 0),
    loadSeconds: tenths(loadMs),
    settleSeconds: tenths(settleMs),
    faults: faultKinds.map((kind) => ({
      kind,
      planned: plan.filter((fault) => fault.kind === kind).length,
      done: happened.filter((fault) => fault.kind === kind).length,
    })),
    repairs: result.repairs,
    outage: outageFigures(result.evidence),
    orders: orderFigures(result.evidence),
    stock: stockFigures(result.evidence),
    errors: { count: result.errors.length, examples: result.errors.slice(0, EXAMPLES) },
    checks: checks.map(({ name, promise, checked, breaches }) => ({
      name,
      promise,
      checked,
      breaches: breaches.length,
      examples: breaches.slice(0, EXAMPLES),
    })),
  };
}

function stockFigures({ counts, looks }: Evidence): StockFigures {
  return { scarce: new Set(counts.map(({ sku }) => sku)).size, counts: counts.length, looks: looks.length };
}

export async function writeReport(report: Report, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
