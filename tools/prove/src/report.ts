import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CheckResult } from './audit/audit';
import { faultKinds } from './faults/fault-plan';
import { type AskedOrder, idOf, isUnknown } from './load/client-ledger';
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
  orders: OrderFigures;
  errors: { count: number; examples: readonly string[] };
  checks: { name: string; promise: string; checked: number; breaches: number; examples: CheckResult['breaches'] }[];
}

interface OrderFigures {
  askedFor: number;
  withKey: number;
  accepted: number;
  /** Without a key and without an answer: they may be there or not. */
  unknown: number;
  /** Of those, the ones that are. */
  unknownButThere: number;
  requests: number;
  /** Sent again for want of an answer, or for a 503. */
  retried: number;
  replays: number;
  refusedMisuses: number;
  completed: number;
  rejected: number;
  cancelled: number;
  /** Wanted cancelled, and refused: it was too late. */
  refusedCancels: number;
  /** How often one was held. */
  held: number;
  failed: number;
  /** Attempts at fulfilment that failed and were repeated. */
  failedAttempts: number;
  /** Dead letters that the operator replayed. */
  replayed: number;
}

export function reportOf(result: RunResult, { command, seed }: { command: string; seed: number }): Report {
  const { plan, done, checks, loadMs, settleMs } = result;
  return {
    command,
    seed,
    breached: checks.some(({ breaches }) => breaches.length > 0),
    loadSeconds: Math.round(loadMs / 100) / 10,
    settleSeconds: Math.round(settleMs / 100) / 10,
    faults: faultKinds.map((kind) => ({
      kind,
      planned: plan.filter((fault) => fault.kind === kind).length,
      done: done.get(kind) ?? 0,
    })),
    repairs: result.repairs,
    orders: figuresOf(result),
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

function figuresOf({ evidence: { asked, cancels, stored, shown } }: RunResult): OrderFigures {
  const answers = asked.flatMap((order) => order.answers);
  const orders = [...stored.orders.values()];
  const references = new Set(orders.map(({ accepted }) => accepted.reference));
  const unknown = asked.filter(isUnknown);
  const requests = asked.reduce((sum, { sent }) => sum + sent, 0);
  return {
    askedFor: asked.length,
    withKey: asked.filter(({ key }) => key !== undefined).length,
    accepted: asked.filter((order) => idOf(order) !== undefined).length,
    unknown: unknown.length,
    unknownButThere: unknown.filter(({ reference }) => references.has(reference)).length,
    requests,
    retried: asked.reduce((sum, order) => sum + Math.max(0, order.sent - meantToSend(order)), 0),
    replays: answers.filter(({ replayed }) => replayed).length,
    refusedMisuses: answers.filter(({ misuse, status }) => misuse && status === 422).length,
    completed: orders.filter(({ status }) => status === 'completed').length,
    rejected: orders.filter(({ status }) => status === 'rejected').length,
    cancelled: orders.filter(({ status }) => status === 'cancelled').length,
    refusedCancels: [...cancels.values()].filter((answer) => answer === 'refused').length,
    held: entriesOf(shown, 'order.held'),
    failed: orders.filter(({ status }) => status === 'failed').length,
    failedAttempts: entriesOf(shown, 'attempt.failed'),
    replayed: entriesOf(shown, 'order.retried'),
  };
}

function entriesOf(shown: RunResult['evidence']['shown'], type: string): number {
  let count = 0;
  for (const { timeline } of shown.values()) count += timeline.filter((entry) => entry.type === type).length;
  return count;
}

function meantToSend({ habit }: AskedOrder): number {
  return habit === 'plain' ? 1 : 2;
}

export async function writeReport(report: Report, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
