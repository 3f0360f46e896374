import { type Breach, type Check, type CheckName, Findings, unless } from './check';
import { cancelsComeTrue } from './cancel-check';
import { effectsHappenOnce } from './effect-check';
import type { Evidence } from './evidence';
import { listsAgree } from './list-check';
import {
  acceptedOrdersExist,
  answersAreRight,
  noOrderUnasked,
  oneOrderPerKey,
  ordersAreAsSent,
  ordersComeToTheirEnd,
} from './order-checks';
import { outageIsWaitedOut } from './outage-check';
import { deadLettersMatch, queueIsEmpty } from './queue-checks';
import { stockIsConserved } from './stock-check';
import { timelinesAreWhole } from './timeline-check';
import { oneVoidOrCapture } from './void-or-capture-check';

/** Nothing crashed, what got a SIGTERM ended with 0, and what was started came up. */
const noIncidents: Check = {
  name: 'no-incidents',
  promise: 'P10',
  examine: ({ incidents }, findings) => {
    findings.about('the processes', unless(incidents.length === 0, `${incidents.length} incidents`));
    for (const incident of incidents) findings.about('incident', incident);
  },
};

export const checks: readonly Check[] = [
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

export interface CheckResult {
  name: CheckName;
  promise: string;
  checked: number;
  breaches: readonly Breach[];
}

export function audit(evidence: Evidence): CheckResult[] {
  const asked = evidence.outage === undefined ? checks : [...checks, outageIsWaitedOut];
  return asked.map(({ name, promise, examine }) => {
    const findings = new Findings();
    examine(evidence, findings);
    return { name, promise, checked: findings.checked, breaches: findings.breaches };
  });
}
