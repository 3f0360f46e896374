import { acceptedOrdersExist, noOrderUnasked, ordersAreAsSent } from './acceptance-checks';
import { answersAreRight, oneOrderPerKey } from './answer-checks';
import { cancelsComeTrue } from './cancel-check';
import { type Breach, type Check, type CheckName, Findings } from './check';
import { effectsHappenOnce } from './effect-check';
import { ordersComeToTheirEnd } from './end-check';
import type { Evidence } from './evidence';
import { noIncidents } from './incident-check';
import { listsAgree } from './list-check';
import { outageIsWaitedOut } from './outage-check';
import { deadLettersMatch, queueIsEmpty } from './queue-checks';
import { stockIsConserved } from './stock-check';
import { timelinesAreWhole } from './timeline-check';
import { oneVoidOrCapture } from './void-or-capture-check';

const checks: readonly Check[] = [
  acceptedOrdersExist,
  ordersComeToTheirEnd,
  ordersAreAsSent,
  answersAreRight,
  oneOrderPerKey,
  noOrderUnasked,
  effectsHappenOnce,
  oneVoidOrCapture,
  stockIsConserved,
  cancelsComeTrue,
  timelinesAreWhole,
  listsAgree,
  queueIsEmpty,
  deadLettersMatch,
  noIncidents,
];

/** What one check has looked at and found. */
export interface CheckResult {
  name: CheckName;
  promise: string;
  checked: number;
  breaches: readonly Breach[];
}

/** Holds everything that is known against everything that has to be true. */
export function audit(evidence: Evidence): CheckResult[] {
  const asked = evidence.outage === undefined ? checks : [...checks, outageIsWaitedOut];
  return asked.map(({ name, promise, examine }) => {
    const findings = new Findings();
    examine(evidence, findings);
    return { name, promise, checked: findings.checked, breaches: findings.breaches };
  });
}
