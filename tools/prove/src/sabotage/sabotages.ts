import type { CheckName } from '../audit/check';
import type { FaultKind } from '../faults/fault-plan';

export interface Sabotage {
  /** What is broken. */
  what: string;
  /** Loaded into this service before its own code; a file beside this one. */
  preload?: { into: 'order-api' | 'order-processor'; file: string };
  /** What bytes the append-only file loses whenever Redis is killed. */
  lostTailBytes?: number;
  /** The faults under which it shows. */
  faults: readonly FaultKind[];
  /** The checks that have to catch it; one is enough. */
  caughtBy: readonly CheckName[];
}

/** Ways to break the system, each of which the proof has to notice. The shipped code has no switch for any of them. */
export const sabotages = {
  'acknowledge-before-handling': {
    what: 'a processor acknowledges a message before it handles it',
    preload: { into: 'order-processor', file: 'acknowledge-before-handling.js' },
    faults: ['kill-processor'],
    caughtBy: ['orders-come-to-their-end'],
  },
  'fencing-off': {
    what: 'a commit asks neither for the lease nor for the version it was made from',
    preload: { into: 'order-processor', file: 'fencing-off.js' },
    faults: ['freeze-processor'],
    caughtBy: ['timelines-are-whole'],
  },
  'lost-aof-tail': {
    what: 'Redis loses the end of its append-only file when it is killed',
    lostTailBytes: 64 * 1024,
    faults: ['kill-redis'],
    caughtBy: ['accepted-orders-exist'],
  },
  'idempotency-off': {
    what: 'the API forgets idempotency keys',
    preload: { into: 'order-api', file: 'idempotency-off.js' },
    faults: ['cut', 'kill-api'],
    caughtBy: ['one-order-per-key'],
  },
  'non-atomic-accept': {
    what: 'the API writes the order in one step and its message in another',
    preload: { into: 'order-api', file: 'non-atomic-accept.js' },
    faults: ['kill-api', 'cut'],
    caughtBy: ['orders-come-to-their-end'],
  },
  'release-twice': {
    what: 'stock that an order had is given back twice',
    preload: { into: 'order-processor', file: 'release-twice.js' },
    faults: ['kill-processor'],
    caughtBy: ['stock-is-conserved'],
  },
  'check-then-reserve': {
    what: 'whether there is enough stock is asked in one step, and it is reserved in another',
    preload: { into: 'order-processor', file: 'check-then-reserve.js' },
    faults: ['kill-processor'],
    caughtBy: ['stock-is-conserved'],
  },
  'skip-void': {
    what: 'the payment of an order that is undone is not voided',
    preload: { into: 'order-processor', file: 'skip-void.js' },
    faults: ['kill-processor'],
    caughtBy: ['one-void-or-capture'],
  },
} as const satisfies Record<string, Sabotage>;

export type SabotageName = keyof typeof sabotages;
export const sabotageNames = Object.keys(sabotages) as SabotageName[];
