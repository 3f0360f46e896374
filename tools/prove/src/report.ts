import type { TimelineEntryDto } from '@ofs/contracts';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CheckResult } from './audit/audit';
import type { Evidence } from './audit/evidence';
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
  /** What the run was about, if it was about an outage. */
  outage?: OutageFigures;
  orders: OrderFigures;
  stock: StockFigures;
  errors: { count: number; examples: readonly string[] };
  checks: { name: string; promise: string; checked: number; breaches: number; examples: CheckResult['breaches'] }[];
}

interface OutageFigures {
  seconds: number;
  attemptsAllowed: number;
  /** The most attempts that one order has lost. */
  mostOfOne: number;
  /** Orders that were placed before its end, and completed after it. */
  waited: number;
  /** After its end, until all of those were completed. */
  secondsToRecover: number;
}

interface StockFigures {
  /** SKUs of which there was only so much. */
  scarce: number;
  /** How often it was said how much there is of one, and how often it was asked. */
  counts: number;
  looks: number;
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
  /** How often one had to wait for stock. */
  backordered: number;
  /** Of the rejected, those that waited for stock for too long. */
  expired: number;
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
    outage: outageOf(result.evidence),
    orders: figuresOf(result),
    stock: stockOf(result.evidence),
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
    backordered: entriesOf(shown, 'order.backordered'),
    expired: entriesOf(shown, 'order.expired'),
    cancelled: orders.filter(({ status }) => status === 'cancelled').length,
    refusedCancels: [...cancels.values()].filter((answer) => answer === 'refused').length,
    held: entriesOf(shown, 'order.held'),
    failed: orders.filter(({ status }) => status === 'failed').length,
    failedAttempts: entriesOf(shown, 'attempt.failed'),
    replayed: entriesOf(shown, 'order.retried'),
  };
}

function outageOf({ outage, shown }: Evidence): OutageFigures | undefined {
  if (outage === undefined) return undefined;
  const { from, to, attemptsAllowed } = outage;
  const ends = [...shown.values()]
    .filter(({ order }) => Date.parse(order.createdAt) < to && Date.parse(order.updatedAt) > to)
    .map(({ order }) => Date.parse(order.updatedAt));
  const last = ends.reduce((latest, end) => Math.max(latest, end), to);
  const lost = [...shown.values()].map(({ timeline }) => countOf(timeline, 'attempt.failed'));
  return {
    seconds: tenths(to - from),
    attemptsAllowed,
    mostOfOne: lost.reduce((most, count) => Math.max(most, count), 0),
    waited: ends.length,
    secondsToRecover: tenths(last - to),
  };
}

function stockOf({ counts, looks }: Evidence): StockFigures {
  return { scarce: new Set(counts.map(({ sku }) => sku)).size, counts: counts.length, looks: looks.length };
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

function entriesOf(shown: Evidence['shown'], type: string): number {
  let count = 0;
  for (const { timeline } of shown.values()) count += countOf(timeline, type);
  return count;
}

function countOf(timeline: readonly TimelineEntryDto[], type: string): number {
  return timeline.filter((entry) => entry.type === type).length;
}

function meantToSend({ habit }: AskedOrder): number {
  return habit === 'plain' ? 1 : 2;
}

export async function writeReport(report: Report, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
