import { Random } from '../random';

/** Everything that goes wrong on purpose. */
export const faultKinds = [
  'kill-processor',
  'freeze-processor',
  'roll-processor',
  'kill-api',
  'roll-api',
  'kill-redis',
  'freeze-redis',
  'kill-providers',
  'freeze-providers',
  'cut',
  'delay',
  'half-open',
  'flush-scripts',
  'kill-clients',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface PlannedFault {
  /** When it begins, in milliseconds from the start of the load. */
  atMs: number;
  kind: FaultKind;
  /** What it happens to: a process, or the connections of one; `all` stands for every connection. */
  target: string;
  /** How long it lasts, in milliseconds, before what went wrong is put right; 0 when it is over at once. */
  forMs: number;
}

interface PlanOptions {
  seed: number;
  durationMs: number;
  consumers: number;
  leaseMs: number;
  kinds?: readonly FaultKind[];
}

/** Between two faults, in milliseconds. Shorter than most take to heal: they overlap. */
const GAP_MS = { least: 800, most: 3_000 };
/** For a killed process to be up again. */
const START_MS = 3_000;

export function processorName(number: number): string {
  return `processor-${number}`;
}

/** Which faults happen when, the same for the same options. Each kind comes as often as the others, in changing order. */
export function planFaults(options: PlanOptions): PlannedFault[] {
  const random = new Random(options.seed, 'faults');
  const faults: PlannedFault[] = [];
  const processors = new Processors(options.consumers, random);
  const bag: FaultKind[] = [];
  let atMs = random.between(500, GAP_MS.least * 2);
  while (atMs < options.durationMs) {
    if (bag.length === 0) bag.push(...random.shuffled(options.kinds ?? faultKinds));
    const kind = takeFirst(bag, (next) => !isAboutProcessor(next) || processors.canMissOne(atMs));
    if (kind !== undefined) {
      const forMs = durationOf(kind, options.leaseMs, random);
      const target = isAboutProcessor(kind)
        ? processors.take(atMs, forMs + START_MS)
        : targetOf(kind, options.consumers, random);
      faults.push({ atMs, kind, target, forMs });
    }
    atMs += random.between(GAP_MS.least, GAP_MS.most);
  }
  return faults;
}

/** Nothing but an outage of the providers, in the middle of the time. */
export function planOutage(durationMs: number, outageMs: number): PlannedFault[] {
  return [{ atMs: (durationMs - outageMs) / 2, kind: 'kill-providers', target: 'sandbox', forMs: outageMs }];
}

/** Which processors are down or frozen when: never all of them, where there is more than one. */
class Processors {
  private readonly awayUntil: number[];

  constructor(
    count: number,
    private readonly random: Random,
  ) {
    this.awayUntil = Array.from({ length: count }, () => 0);
  }

  canMissOne(atMs: number): boolean {
    return this.present(atMs).length >= Math.min(2, this.awayUntil.length);
  }

  take(atMs: number, forMs: number): string {
    const index = this.random.pick(this.present(atMs));
    this.awayUntil[index] = atMs + forMs;
    return processorName(index + 1);
  }

  private present(atMs: number): number[] {
    return [...this.awayUntil.keys()].filter((index) => this.awayUntil[index]! <= atMs);
  }
}

function takeFirst<T>(items: T[], fits: (item: T) => boolean): T | undefined {
  const index = items.findIndex(fits);
  return index === -1 ? undefined : items.splice(index, 1)[0];
}

function isAboutProcessor(kind: FaultKind): boolean {
  return kind.endsWith('-processor');
}

function targetOf(kind: FaultKind, consumers: number, random: Random): string {
  const processors = Array.from({ length: consumers }, (_, index) => processorName(index + 1));
  switch (kind) {
    case 'kill-api':
    case 'roll-api':
      return 'api';
    case 'kill-providers':
    case 'freeze-providers':
      return 'sandbox';
    case 'cut':
      return random.pick(['all', 'clients', 'api', 'providers', ...processors]);
    case 'delay':
    case 'half-open':
      return random.pick(['clients', 'api', 'providers', ...processors]);
    default:
      return 'redis';
  }
}

function durationOf(kind: FaultKind, leaseMs: number, random: Random): number {
  switch (kind) {
    case 'kill-processor':
    case 'kill-api':
      return random.between(0, 1_000);
    // Past its lease, and past the look of another consumer that takes over; but shorter than a provider's timeout, so
    // that what was under way goes on when it wakes.
    case 'freeze-processor':
      return random.between(leaseMs * 1.5, leaseMs * 2.5);
    case 'kill-redis':
      return random.between(0, 1_500);
    // Longer than a command may take: it is given up, and carried out all the same.
    case 'freeze-redis':
      return random.between(leaseMs, leaseMs * 3);
    // Long enough for the breakers to open, and for a call to find out in vain whether they may close.
    case 'kill-providers':
    // And about as long as a call may take: some are given up, and carried out all the same.
    case 'freeze-providers':
      return random.between(1_000, 5_000);
    case 'delay':
      return random.between(1_000, 4_000);
    case 'half-open':
      return random.between(2_000, 6_000);
    default:
      return 0;
  }
}
