import { type FaultKind, type PlannedFault, planFaults, planOutage } from './faults/fault-plan';
import { type Basket, planOrders, troubled, untroubled } from './load/order-plan';
import { planStock, type ScarceSku } from './load/stock-plan';

/** What a run is made of. */
export interface Scenario {
  orders: Iterable<Basket>;
  faults: readonly PlannedFault[];
  scarce: readonly ScarceSku[];
  /** Whether an operator cancels, holds, releases and replays meanwhile. */
  isOperated: boolean;
  processorSettings: Readonly<Record<string, string>>;
  /** For how long an order may wait for stock, in milliseconds. */
  backorderMs: number;
  /** For all to come to its end once nothing goes wrong any more, in milliseconds. */
  patienceMs: number;
  /** How many attempts may fail by an outage of so many milliseconds. Not asked where other things go wrong, too. */
  attemptsAllowed?: (outageMs: number) => number;
}

interface ScenarioOptions {
  seed: number;
  orders: number;
  consumers: number;
  minutes: number;
  /** @default all */
  faultKinds?: readonly FaultKind[];
}

/** The shortest that there may be: a run sees many recoveries. */
const LEASE_MS = 1_000;
const BACKORDER_MS = 5_000;
const PATIENCE_MS = 60_000;

/**
 * Short waits, so that what is tried again is tried again soon; and bounds that faults alone do not reach: an order that
 * fails has a reason of its own.
 */
const shortWaits = {
  LEASE_MS: String(LEASE_MS),
  BACKORDER_MS: String(BACKORDER_MS),
  BACKOFF_BASE_MS: '50',
  BACKOFF_CAP_MS: '500',
  BREAKER_OPEN_MS: '500',
  MAX_ATTEMPTS: '50',
  MAX_DELIVERIES: '50',
  // Longer than a processor is frozen, so that what was under way goes on when it wakes.
  PROVIDER_TIMEOUT_MS: '3000',
  DRAIN_MS: '2000',
};

/** Everything goes wrong that can, and orders run into everything that they can. */
export function faultyScenario({ seed, orders, consumers, minutes, faultKinds }: ScenarioOptions): Scenario {
  const scarce = planStock(seed, orders);
  return {
    orders: planOrders(seed, orders, troubled(scarce)),
    faults: planFaults({ seed, durationMs: minutes * 60_000, consumers, leaseMs: LEASE_MS, kinds: faultKinds }),
    scarce,
    isOperated: true,
    processorSettings: shortWaits,
    backorderMs: BACKORDER_MS,
    patienceMs: PATIENCE_MS,
  };
}

/** What processors have by default; said here, as the audit counts with it. */
const FAILURES = 10;
const OPEN_MS = 10_000;
const CONCURRENCY = 50;
/** The payment gateway and the carrier. Each processor has a breaker around each. */
const PROVIDERS = 2;

/** Nothing goes wrong but that the providers are down for a while, and nothing is set otherwise than it is by default. */
export function outageScenario(options: ScenarioOptions, outageSeconds: number): Scenario {
  const { seed, orders, consumers, minutes } = options;
  const outageMs = outageSeconds * 1_000;
  return {
    orders: planOrders(seed, orders, untroubled),
    faults: planOutage(minutes * 60_000, outageMs),
    scarce: [],
    isOperated: false,
    processorSettings: {
      BREAKER_FAILURES: String(FAILURES),
      BREAKER_OPEN_MS: String(OPEN_MS),
      CONCURRENCY: String(CONCURRENCY),
    },
    backorderMs: 0,
    patienceMs: PATIENCE_MS + outageMs,
    // For each breaker those that open it, what is in flight then, and one for each time that it finds out whether it may close.
    attemptsAllowed: (actualMs) => consumers * PROVIDERS * (FAILURES - 1 + CONCURRENCY + Math.ceil(actualMs / OPEN_MS)),
  };
}
