import { Redis } from 'ioredis';

/** What Redis has done since it started, and what it holds. */
export interface RedisReading {
  /** Of all its threads, in user and in kernel mode, in microseconds. */
  cpuUs: number;
  /** How long its scripts have run, by the clock, in microseconds. */
  scriptUs: number;
  scriptCalls: number;
  usedBytes: number;
}

/** Reads what Redis tells of itself. */
export class RedisMeter {
  private readonly redis: Redis;

  constructor(url: string) {
    this.redis = new Redis(url);
  }

  async read(): Promise<RedisReading> {
    const [cpu, commands, memory] = await Promise.all(
      ['cpu', 'commandstats', 'memory'].map((section) => this.redis.info(section)),
    );
    // EVAL as well: the first call of a script is one.
    const scripts = [...commands!.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+),usec=(\d+)/gm)];
    return {
      cpuUs: 1e6 * (field(cpu!, 'used_cpu_user') + field(cpu!, 'used_cpu_sys')),
      scriptUs: scripts.reduce((sum, [, , us]) => sum + Number(us), 0),
      scriptCalls: scripts.reduce((sum, [, calls]) => sum + Number(calls), 0),
      usedBytes: field(memory!, 'used_memory'),
    };
  }

  /** How many keys there are. */
  keys(): Promise<number> {
    return this.redis.dbsize();
  }

  async version(): Promise<string> {
    return /^redis_version:(\S+)/m.exec(await this.redis.info('server'))?.[1] ?? 'unknown';
  }

  close(): void {
    this.redis.disconnect();
  }
}

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(.*)`, 'm').exec(info)?.[1]);
}
