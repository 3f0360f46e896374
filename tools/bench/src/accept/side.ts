import { ServiceProcess } from '@ofs/testing';
import { join } from 'node:path';
import { BenchRedis, type Fsync } from '../system/bench-redis';
import { environment, Program } from '../system/program';

export type SideName = 'ours' | 'bullmq-everysec' | 'bullmq-always' | 'fastify';

/** Each with its title. */
export const sides: Record<SideName, string> = {
  ours: 'order-api, always',
  'bullmq-everysec': 'BullMQ, everysec',
  'bullmq-always': 'BullMQ, always',
  fastify: 'bare Fastify',
};

export const sideNames = Object.keys(sides) as SideName[];

/** More than is ever placed here: the limit is not what is measured. */
const BACKLOG_LIMIT = '100000000';

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
  start: (redisUrl: string) => Promise<Api>,
): Promise<Side> {
  const redis = await BenchRedis.start(join(folder, `redis-${name}`), fsync);
  try {
    return running(name, await start(redis.url), redis);
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

async function startOurs(redisUrl: string): Promise<Api> {
  const env = { ...environment, HOST: '127.0.0.1', REDIS_URL: redisUrl, REDIS_DURABILITY: 'verify', BACKLOG_LIMIT };
  const api = await ServiceProcess.start({ app: 'order-api', env });
  return { url: api.url, pid: api.pid, stop: () => api.kill() };
}

function startBullmq(redisUrl: string): Promise<Program> {
  return Program.start({ file: 'bullmq/api', args: [redisUrl] });
}
