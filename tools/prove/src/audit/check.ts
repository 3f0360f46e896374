import type { Evidence } from './evidence';

/** What has to be true after a run, by name. */
export type CheckName =
  | 'answers-are-right'
  | 'accepted-orders-exist'
  | 'orders-come-to-their-end'
  | 'orders-are-as-sent'
  | 'one-order-per-key'
  | 'no-order-unasked'
  | 'cancels-come-true'
  | 'effects-happen-once'
  | 'one-void-or-capture'
  | 'stock-is-conserved'
  | 'outage-is-waited-out'
  | 'timelines-are-whole'
  | 'queue-is-empty'
  | 'dead-letters-match'
  | 'lists-agree'
  | 'no-incidents';

export interface Check {
  name: CheckName;
  /** The promise that it holds the system to, by its number. */
  promise: string;
  examine: (evidence: Evidence, findings: Findings) => void;
}

export interface Breach {
  /** The order, key or process that it is about. */
  subject: string;
  what: string;
}

/** What a check has looked at and found. */
export class Findings {
  checked = 0;
  readonly breaches: Breach[] = [];

  /** @param faults what is wrong with the subject; undefined where something is right */
  about(subject: string, ...faults: (string | undefined)[]): void {
    this.checked += 1;
    for (const what of faults) if (what !== undefined) this.breaches.push({ subject, what });
  }
}

/** For a list of faults: this one, if it is one. */
export function unless(holds: boolean, fault: string): string | undefined {
  return holds ? undefined : fault;
}
