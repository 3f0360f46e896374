import { RedisUnavailableError } from './errors';
import { isRefusal } from './redis-reply';
import type { RedisConnections } from './redis-connections';

/** What keeps an acknowledged write through a crash: on disk before it is confirmed, and never evicted. */
const needed = [
  ['appendonly', 'yes', 'a restart loses every order'],
  ['appendfsync', 'always', 'a power cut loses the last second of orders'],
  ['maxmemory-policy', 'noeviction', 'Redis drops orders when its memory is full'],
] as const;

/** For how long an answer counts as recent: what is asked for each message must not cost a round trip for each, in milliseconds. */
const RECENT_MS = 1_000;

/** Tells whether this Redis can keep what it confirms. */
export class DurabilityCheck {
  private recent?: { fault: Promise<string | undefined>; askedAt: number };

  constructor(private readonly connections: RedisConnections) {}

  /** `fault()` of at most a second ago. @throws RedisUnavailableError */
  recentFault(): Promise<string | undefined> {
    if (this.recent === undefined || performance.now() - this.recent.askedAt > RECENT_MS) {
      this.recent = { fault: this.fault(), askedAt: performance.now() };
      // Redis may be back before the second is over.
      this.recent.fault.catch(() => (this.recent = undefined));
    }
    return this.recent.fault;
  }

  /**
   * Resolves to why it cannot, or to undefined when it can.
   * @throws RedisUnavailableError
   */
  async fault(): Promise<string | undefined> {
    const settings = await this.settings();
    if (settings === undefined)
      return 'Redis does not let its settings be read (CONFIG GET), so durability cannot be verified';
    const faults = needed
      .filter(([name, value]) => settings.get(name) !== value)
      .map(([name, value, consequence]) => `${name} is ${settings.get(name)}, not ${value}: ${consequence}`);
    if (!(await this.lastWriteSucceeded())) faults.push('the last write to the append-only file failed');
    if (!(await this.isMaster())) faults.push('it is a replica, which takes no writes');
    return faults.length === 0 ? undefined : `Redis cannot keep what it confirms: ${faults.join('; ')}`;
  }

  private async settings(): Promise<Map<string, string> | undefined> {
    try {
      const reply = await this.connections.ask((redis) => redis.config('GET', ...needed.map(([name]) => name)));
      return new Map(reply.flatMap((name, index) => (index % 2 === 0 ? [[name, reply[index + 1]!]] : [])));
    } catch (error) {
      if (error instanceof RedisUnavailableError && isRefusal(error.cause, /^NOPERM/)) return undefined;
      if (isRefusal(error, /^ERR unknown command/i)) return undefined;
      throw error;
    }
  }

  private async isMaster(): Promise<boolean> {
    const info = await this.connections.ask((redis) => redis.info('replication'));
    return !info.includes('role:slave');
  }

  private async lastWriteSucceeded(): Promise<boolean> {
    const info = await this.connections.ask((redis) => redis.info('persistence'));
    return !info.includes('aof_last_write_status:err');
  }
}
