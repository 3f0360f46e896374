import { HttpClient, type ServiceProcess } from '@ofs/testing';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings } from '../benchmark';
import { minutes, number, type ValuesOf, wholeNumber } from '../option';
import { readMetrics } from '../system/api-metrics';
import { BenchRedis } from '../system/bench-redis';
import { Program } from '../system/program';
import { startOrderApi } from '../system/services';
import type { Upload } from './uploader';

export const bulkOptions = {
  orders: wholeNumber({
    standard: 200_000,
    least: 1_000,
    most: 10_000_000,
    about: 'how many orders are in the upload; a million take 3 GB in Redis',
  }),
  growth: number({
    standard: 32,
    least: 0,
    most: 10_000,
    about: 'how much more memory the API may take at its end, in MB',
  }),
  minutes: minutes(15),
};

export type BulkOptions = ValuesOf<typeof bulkOptions>;

export interface BulkResult {
  redisVersion: string;
  ordersPerSecond: number;
  /** The same, of each tenth of the upload. */
  parts: number[];
  /** In microseconds per order. */
  apiCpu: number;
  redisCpu: number;
  /** Of the API, in bytes, from the beginning of the upload to its end. */
  resident: number[];
}

const SAMPLE_MS = 250;
/** Code is compiled with these. */
const WARM_UP_ORDERS = 5_000;

/** Sends one upload of many orders. */
export async function bulk(options: BulkOptions, { folder, say, signal }: Surroundings): Promise<BulkResult> {
  await mkdir(folder, { recursive: true });
  const redis = await BenchRedis.start(join(folder, 'redis'), 'always');
  let api: ServiceProcess | undefined;
  let uploader: Program | undefined;
  try {
    api = await startOrderApi(redis);
    uploader = await Program.start({ file: 'bulk/uploader', timeoutMs: options.minutes * 60_000 });
    await send(uploader, { url: api.url, orders: WARM_UP_ORDERS, firstNumber: 0 });
    say('Warmed up');
    return await measure(options.orders, { redis, api, uploader, signal });
  } finally {
    await Promise.all([uploader?.stop(), api?.kill()]);
    await redis.stop();
  }
}

type Sent = Pick<BulkResult, 'ordersPerSecond' | 'parts'>;

function send(uploader: Program, upload: Upload): Promise<Sent> {
  return uploader.ask<Sent>(upload);
}

interface Setup {
  redis: BenchRedis;
  api: ServiceProcess;
  uploader: Program;
  signal: AbortSignal;
}

async function measure(orders: number, { redis, api, uploader, signal }: Setup): Promise<BulkResult> {
  const http = new HttpClient({ url: api.url, connections: 1, timeoutMs: 30_000 });
  try {
    const before = { api: (await readMetrics(http)).cpuUs, redis: (await redis.meter.read()).cpuUs };
    const sent = send(uploader, { url: api.url, orders, firstNumber: WARM_UP_ORDERS });
    const resident = await sampledUntil(sent, signal, async () => (await readMetrics(http)).residentBytes);
    return {
      ...(await sent),
      apiCpu: ((await readMetrics(http)).cpuUs - before.api) / orders,
      redisCpu: ((await redis.meter.read()).cpuUs - before.redis) / orders,
      resident,
      redisVersion: await redis.meter.version(),
    };
  } finally {
    http.close();
  }
}

/** Asks again and again until that has ended, well or not. */
async function sampledUntil(
  ended: Promise<unknown>,
  signal: AbortSignal,
  ask: () => Promise<number>,
): Promise<number[]> {
  let running = true;
  const end = (): void => void (running = false);
  ended.then(end, end);
  const samples: number[] = [];
  while (running) {
    signal.throwIfAborted();
    samples.push(await ask());
    await sleep(SAMPLE_MS);
  }
  return samples;
}
