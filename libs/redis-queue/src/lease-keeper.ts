import { Logger } from '@nestjs/common';
import type { RedisClient } from './redis-client';
import type { Delivery } from './delivery';
import type { InFlight } from './in-flight';
import { HOLDS_LEASE, type Lease } from './lease';
import { READ_INPUT, Script, ScriptInput } from './script';

/**
 * Renews the leases that still hold.
 * KEYS  stream   ARGV  group, consumer, count, then for each lease: entryId, generation
 * Returns the positions, from 1, of those that do not. Not their ids: a process may hold an entry twice, once with a lost lease.
 */
const renew = new Script<number[]>(`${READ_INPUT}${HOLDS_LEASE}
local stream, group, consumer = key(), arg(), arg()
local lost = {}
for i = 1, tonumber(arg()) do
  local id, generation = arg(), arg()
  if holdsLease(stream, group, id, consumer, generation) then
    redis.call('XCLAIM', stream, group, consumer, 0, id, 'JUSTID') -- JUSTID: no delivery, just an idle time of zero
  else
    lost[#lost + 1] = i
  end
end
return lost
`);

/**
 * Gives leases back: the entries stay this consumer's in name, but idle as if its lease had passed, so that any consumer claims
 * them at its next look. The delivery is not counted, as it came to nothing through no fault of the message.
 * KEYS  stream   ARGV  group, consumer, leaseMs, count, then for each lease: entryId, generation
 */
const handBack = new Script<null>(`${READ_INPUT}${HOLDS_LEASE}
local stream, group, consumer, leaseMs = key(), arg(), arg(), arg()
for _ = 1, tonumber(arg()) do
  local id, generation = arg(), arg()
  if holdsLease(stream, group, id, consumer, generation) then
    redis.call('XCLAIM', stream, group, consumer, 0, id, 'IDLE', leaseMs, 'RETRYCOUNT', generation - 1, 'JUSTID')
  end
end
return nil
`);

/** Keeps the leases of what is in flight, and tells the handlers of those that are lost. */
export class LeaseKeeper {
  private readonly logger = new Logger(LeaseKeeper.name);
  /** When each delivery's lease was last known to hold, on this process's own clock, in milliseconds. */
  private readonly heldAt = new WeakMap<Delivery, number>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly redis: RedisClient,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
    private readonly leaseMs: number,
    private readonly inFlight: InFlight,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.runOnce(), this.leaseMs / 3);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async runOnce(): Promise<void> {
    const deliveries = [...this.inFlight];
    if (deliveries.length === 0) return;
    const asked = performance.now();
    try {
      const lost = new Set(await renew.run(this.redis, this.input([], leasesOf(deliveries))));
      // A delivery may have been settled just before it was asked about; who waits for that has to hear of it first.
      await new Promise(setImmediate);
      const stillHere = new Set(this.inFlight);
      deliveries.forEach((delivery, index) => {
        if (!lost.has(index + 1)) this.heldAt.set(delivery, asked);
        else if (!delivery.settled && stillHere.has(delivery)) this.lose(delivery);
      });
    } catch {
      // Redis is out of reach: a lease that may have passed by now has to be taken for lost.
      for (const delivery of deliveries) {
        const heldAt = this.heldAt.get(delivery);
        if (heldAt === undefined) this.heldAt.set(delivery, asked);
        else if (asked - heldAt > this.leaseMs) this.lose(delivery);
      }
    }
  }

  /** Aborts the handlers that are still at work and gives their messages back. */
  async handBackAll(): Promise<void> {
    const deliveries = [...this.inFlight];
    for (const delivery of deliveries) delivery.stop();
    await this.handBack(leasesOf(deliveries));
  }

  async handBack(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await handBack.run(this.redis, this.input([this.leaseMs], leases));
    this.logger.log({ count: leases.length }, 'handed messages back');
  }

  private input(options: number[], leases: readonly Lease[]): ScriptInput {
    const input = new ScriptInput().key(this.stream).arg(this.group, this.consumer, ...options, leases.length);
    for (const { entryId, generation } of leases) input.arg(entryId, generation);
    return input;
  }

  private lose(delivery: Delivery): void {
    this.logger.warn({ messageId: delivery.message.id, subject: delivery.message.subject }, 'lease lost');
    delivery.lose();
  }
}

function leasesOf(deliveries: readonly Delivery[]): Lease[] {
  return deliveries.map(({ lease }) => lease);
}
