import { HttpClient, type ServiceProcess } from '@ofs/testing';
import { join } from 'node:path';
import { type Answered, CONNECTIONS, placeOrders } from './api-load';
import { readMetrics } from '../system/api-metrics';
import { BenchRedis, type Fsync } from '../system/bench-redis';
import { Program } from '../system/program';
import type { RedisReading } from '../system/redis-meter';
import { startOrderApi } from '../system/services';
import { fill } from '../system/filler';
import type { Consumed } from '../system/drain';

const ANSWER_TIMEOUT_MS = 30_000;
/** So many more are placed and consumed before it is measured, as a part: the processor's caches are full of the last level's data. */
const WARM_UP = 1 / 3;

export interface LevelOptions {
  /** How many orders wait. */
  waiting: number;
  fsync: Fsync;
  /** Where its Redis keeps its data. */
  folder: string;
}

/** What one round has cost. Times are in microseconds per order, memory is in bytes. */
export interface Round {
  accept: {
    ordersPerSecond: number;
    p50Ms: number;
    p99Ms: number;
    apiCpu: number;
    redisCpu: number;
    script: number;
    ordersPerCall: number;
  };
  consume: {
    ordersPerSecond: number;
    consumerCpu: number;
    redisCpu: number;
    script: number;
    ordersPerCall: number;
    /** By how much Redis' memory has grown, per order that came to its end. */
    redisGrowth: number;
  };
  resident: Resident;
}

export interface Resident {
  api: number;
  consumer: number;
}

/** A Redis in which so many orders wait, with an API and a consumer of its own. */
export class Level {
  private placed = 0;

  private constructor(
    readonly options: LevelOptions,
    private readonly redis: BenchRedis,
    private readonly api: ServiceProcess,
    private readonly http: HttpClient,
    private readonly consumer: Program,
  ) {}

  static async start(options: LevelOptions): Promise<Level> {
    const { folder, waiting, fsync } = options;
    const redis = await BenchRedis.start(join(folder, `redis-${waiting}`), fsync);
    const api = await startOrderApi(redis);
    const http = new HttpClient({ url: api.url, connections: CONNECTIONS, timeoutMs: ANSWER_TIMEOUT_MS });
    const consumer = await Program.start({ file: 'scale/consumer', args: [redis.url] });
    return new Level(options, redis, api, http, consumer);
  }

  get waiting(): number {
    return this.options.waiting;
  }

  /** Resolves to how many bytes of Redis' memory each order takes that waits; undefined where none does. */
  async fill(signal: AbortSignal): Promise<number | undefined> {
    if (this.waiting === 0) return undefined;
    const before = await this.redis.meter.read();
    await fill(this.redis.url, this.waiting, this.placed, signal);
    this.placed += this.waiting;
    const after = await this.redis.meter.read();
    return (after.usedBytes - before.usedBytes) / this.waiting;
  }

  /** Accepts so many orders and consumes as many of those that have waited longest, so that as many wait as before. */
  async round(orders: number): Promise<Round> {
    const toWarmUp = Math.ceil(orders * WARM_UP);
    await this.place(toWarmUp);
    await this.consumer.ask<Consumed>(toWarmUp);
    const accept = await this.accept(orders);
    const { residentBytes, ...consume } = await this.consume(orders);
    return {
      accept,
      consume,
      resident: { api: (await readMetrics(this.http)).residentBytes, consumer: residentBytes },
    };
  }

  async resident(): Promise<Resident> {
    return { api: (await readMetrics(this.http)).residentBytes, consumer: await this.consumer.residentBytes() };
  }

  /** How many keys its Redis holds. */
  keys(): Promise<number> {
    return this.redis.meter.keys();
  }

  redisVersion(): Promise<string> {
    return this.redis.meter.version();
  }

  async stop(): Promise<void> {
    this.http.close();
    await Promise.all([this.api.kill(), this.consumer.stop()]);
    await this.redis.stop();
  }

  private place(orders: number): Promise<Answered> {
    const firstNumber = this.placed;
    this.placed += orders;
    return placeOrders(this.http, orders, firstNumber);
  }

  private async accept(orders: number): Promise<Round['accept']> {
    const apiBefore = await readMetrics(this.http);
    const before = await this.redis.meter.read();
    const { seconds, p50Ms, p99Ms } = await this.place(orders);
    const spent = difference(before, await this.redis.meter.read());
    const apiAfter = await readMetrics(this.http);
    return {
      ordersPerSecond: orders / seconds,
      p50Ms,
      p99Ms,
      apiCpu: (apiAfter.cpuUs - apiBefore.cpuUs) / orders,
      redisCpu: spent.cpuUs / orders,
      script: spent.scriptUs / orders,
      ordersPerCall: orders / spent.scriptCalls,
    };
  }

  private async consume(orders: number): Promise<Round['consume'] & { residentBytes: number }> {
    const before = await this.redis.meter.read();
    const consumed = await this.consumer.ask<Consumed>(orders);
    const spent = difference(before, await this.redis.meter.read());
    return {
      ordersPerSecond: consumed.orders / consumed.seconds,
      consumerCpu: consumed.cpuUs / consumed.orders,
      redisCpu: spent.cpuUs / consumed.orders,
      script: spent.scriptUs / consumed.orders,
      ordersPerCall: consumed.orders / spent.scriptCalls,
      redisGrowth: spent.usedBytes / consumed.orders,
      residentBytes: consumed.residentBytes,
    };
  }
}

function difference(before: RedisReading, after: RedisReading): RedisReading {
  return {
    cpuUs: after.cpuUs - before.cpuUs,
    scriptUs: after.scriptUs - before.scriptUs,
    scriptCalls: after.scriptCalls - before.scriptCalls,
    usedBytes: after.usedBytes - before.usedBytes,
  };
}
