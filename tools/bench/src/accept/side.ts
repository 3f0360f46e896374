import { join } from 'node:path';
import { BenchRedis, type Fsync } from '../system/bench-redis';
import { Program } from '../system/program';
import { startOrderApi } from '../system/services';

export type SideName = 'ours' | 'bullmq-everysec' | 'bullmq-always' | 'fastify';

/** Each with its title. */
export const sides: Record<SideName, string> = {
  ours: 'order-api, always',
  'bullmq-everysec': 'BullMQ, everysec',
  'bullmq-always': 'BullMQ, always',
  fastify: 'bare Fastify',
};

export const sideNames = Object.keys(sides) as SideName[];

/** An API that takes orders, and its Redis where it has one. */
export interface Side {
  name: SideName;
  url: string;
  pid: number;
  redis?: BenchRedis;
  stop: () => Promise<void>;
}

export async function startSide(name: SideName, folder: string): Promise<Side> {
  switch (name) {
    case 'ours':
      return withRedis(name, 'always', folder, startOurs);
    case 'bullmq-everysec':
      return withRedis(name, 'everysec', folder, startBullmq);
    case 'bullmq-always':
      return withRedis(name, 'always', folder, startBullmq);
    case 'fastify':
      return running(name, await Program.start({ file: 'fastify/api' }));
  }
}

interface Api {
  url: string;
  pid: number;
  stop: () => Promise<unknown>;
}

async function withRedis(
  name: SideName,
  fsync: Fsync,
  folder: string,
  start: (redis: BenchRedis) => Promise<Api>,
): Promise<Side> {
  const redis = await BenchRedis.start(join(folder, `redis-${name}`), fsync);
  try {
    return running(name, await start(redis), redis);
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

function running(name: SideName, api: Api, redis?: BenchRedis): Side {
  return {
    name,
    url: api.url,
    pid: api.pid,
    redis,
    stop: async () => {
      await api.stop();
      await redis?.stop();
    },
  };
}

async function startOurs(redis: BenchRedis): Promise<Api> {
  const api = await startOrderApi(redis);
  return { url: api.url, pid: api.pid, stop: () => api.kill() };
}

function startBullmq({ url }: BenchRedis): Promise<Program> {
  return Program.start({ file: 'bullmq/api', args: [url] });
}
