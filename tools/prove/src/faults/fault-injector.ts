import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { cutTail } from '../sabotage/lost-aof-tail';
import type { FaultyProxy } from '@ofs/testing';
import type { System } from '../system/system';
import type { FaultKind, PlannedFault } from './fault-plan';

/** A byte's extra time each way while connections are slow, in milliseconds: a command takes twice as long. */
const DELAY_MS = 150;

interface InjectorOptions {
  /** What the append-only file loses whenever Redis is killed: a sabotage. */
  lostTailBytes?: number;
  onIncident: (incident: string) => void;
}

/** What has happened, from when to when, in milliseconds since 1970. What was taken down is up again at its end. */
export interface HappenedFault {
  kind: FaultKind;
  from: number;
  to: number;
}

/** Makes happen what is planned, and puts it right again. */
export class FaultInjector {
  /** In the order in which they were over. */
  readonly happened: HappenedFault[] = [];
  /** What happens to one target happens one after the other: what is down cannot be killed. */
  private readonly queues = new Map<string, Promise<void>>();

  private readonly acts: Record<FaultKind, (fault: PlannedFault) => Promise<void>> = {
    'kill-processor': (fault) => this.killService(fault),
    'freeze-processor': (fault) => this.freezeService(fault),
    'roll-processor': (fault) => this.rollService(fault),
    'kill-api': (fault) => this.killService(fault),
    'roll-api': (fault) => this.rollService(fault),
    'kill-redis': (fault) => this.killRedis(fault),
    'freeze-redis': (fault) => this.freezeRedis(fault),
    'kill-providers': (fault) => this.killService(fault),
    'freeze-providers': (fault) => this.freezeService(fault),
    cut: (fault) => this.onWays(fault, (way) => way.cut()),
    delay: (fault) =>
      this.onWays(
        fault,
        (way) => way.delay(DELAY_MS),
        (way) => way.delay(0),
      ),
    'half-open': (fault) =>
      this.onWays(
        fault,
        (way) => way.halfOpen(),
        (way) => way.dropSilent(),
      ),
    'flush-scripts': () => this.tellRedis((redis) => redis.script('FLUSH')),
    'kill-clients': () => this.tellRedis((redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')),
  };

  constructor(
    private readonly system: System,
    private readonly options: InjectorOptions,
  ) {}

  /** Resolves when all of them are over, and what they took down is up again. */
  async run(plan: readonly PlannedFault[]): Promise<void> {
    const startedAt = performance.now();
    for (const fault of plan) {
      await wait(Math.max(0, startedAt + fault.atMs - performance.now()));
      this.begin(fault);
    }
    await Promise.all(this.queues.values());
  }

  private begin(fault: PlannedFault): void {
    const queue = queueOf(fault);
    const before = this.queues.get(queue) ?? Promise.resolve();
    this.queues.set(
      queue,
      before
        .then(() => this.act(fault))
        .catch((error: unknown) => this.options.onIncident(`${fault.kind} of ${fault.target}: ${String(error)}`)),
    );
  }

  private async act(fault: PlannedFault): Promise<void> {
    const from = Date.now();
    await this.acts[fault.kind](fault);
    this.happened.push({ kind: fault.kind, from, to: Date.now() });
  }

  private async killService({ target, forMs }: PlannedFault): Promise<void> {
    const service = this.system.processOf(target);
    await service.kill();
    await wait(forMs);
    await service.start();
  }

  private async rollService({ target }: PlannedFault): Promise<void> {
    const service = this.system.processOf(target);
    await service.stop();
    await service.start();
  }

  private async freezeService({ target, forMs }: PlannedFault): Promise<void> {
    const service = this.system.processOf(target);
    service.freeze();
    await wait(forMs);
    service.thaw();
  }

  private async killRedis({ forMs }: PlannedFault): Promise<void> {
    const { redis } = this.system;
    await redis.kill();
    if (this.options.lostTailBytes !== undefined) await cutTail(redis.dir, this.options.lostTailBytes);
    await wait(forMs);
    await redis.restart();
  }

  private async freezeRedis({ forMs }: PlannedFault): Promise<void> {
    this.system.redis.freeze();
    await wait(forMs);
    this.system.redis.thaw();
  }

  private async tellRedis(command: (redis: Redis) => Promise<unknown>): Promise<void> {
    const redis = new Redis(this.system.redis.url);
    try {
      await command(redis);
    } finally {
      redis.disconnect();
    }
  }

  private async onWays(
    { target, forMs }: PlannedFault,
    begin: (way: FaultyProxy) => void,
    end?: (way: FaultyProxy) => void,
  ): Promise<void> {
    const { proxies } = this.system;
    const ways = target === 'all' ? [...proxies.values()] : [proxies.get(target)!];
    ways.forEach(begin);
    await wait(forMs);
    if (end !== undefined) ways.forEach(end);
  }
}

/** A process and the connections to it are two things: connections are cut while processes start. */
function queueOf({ kind, target }: PlannedFault): string {
  return kind === 'cut' || kind === 'delay' || kind === 'half-open' ? `way of ${target}` : target;
}
