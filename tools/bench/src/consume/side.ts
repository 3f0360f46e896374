import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { Queue } from 'bullmq';
import { join } from 'node:path';
import { JOB, jobOptions, producerConnection, QUEUE as JOBS } from '../bullmq/queue';
import { referenceOf, sampleOrder } from '../sample-order';
import { BenchRedis, type Fsync } from '../system/bench-redis';
import { Program } from '../system/program';
import { beginning, messageOf, QUEUE } from './messages';

export type SideName = 'ours' | 'bullmq-everysec' | 'bullmq-always';

/** Each with its title. */
export const sides: Record<SideName, string> = {
  ours: 'our consumer, always',
  'bullmq-everysec': 'BullMQ, everysec',
  'bullmq-always': 'BullMQ, always',
};

export const sideNames = Object.keys(sides) as SideName[];

/** How many orders are sent to Redis at a time. */
const CHUNK = 1_000;

/** A consumer, its Redis, and what fills its queue. */
export interface Side {
  name: SideName;
  redis: BenchRedis;
  consumer: Program;
  /** Puts the orders with these numbers into the queue. */
  fill: (firstNumber: number, orders: number) => Promise<void>;
  stop: () => Promise<void>;
}

export async function startSide(name: SideName, folder: string): Promise<Side> {
  const fsync: Fsync = name === 'bullmq-everysec' ? 'everysec' : 'always';
  const redis = await BenchRedis.start(join(folder, `redis-${name}`), fsync);
  try {
    const consumer = await Program.start({
      file: name === 'ours' ? 'consume/consumer' : 'bullmq/worker',
      args: [redis.url],
    });
    const { fill, close } = await (name === 'ours' ? ourFiller(redis.url) : bullmqFiller(redis.url));
    const stop = async (): Promise<void> => {
      await Promise.all([close(), consumer.stop()]);
      await redis.stop();
    };
    return { name, redis, consumer, fill: inChunks(fill), stop };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

type Fill = (numbers: readonly number[]) => Promise<unknown>;

interface Filler {
  fill: Fill;
  close: () => Promise<unknown>;
}

/** Those that are enqueued together go to Redis in few calls. */
async function ourFiller(url: string): Promise<Filler> {
  const connections = new RedisConnections({ url, commandTimeoutMs: 30_000 });
  await connections.onModuleInit();
  const producer = new QueueProducer(connections, { name: QUEUE });
  return {
    fill: (numbers) =>
      Promise.all(
        numbers.map((number) => producer.enqueue(messageOf(number), { writes: beginning(referenceOf(number)) })),
      ),
    close: () => connections.onApplicationShutdown(),
  };
}

async function bullmqFiller(url: string): Promise<Filler> {
  const queue = new Queue(JOBS, { connection: producerConnection(url), defaultJobOptions: jobOptions });
  await queue.waitUntilReady();
  return {
    fill: (numbers) => queue.addBulk(numbers.map((number) => ({ name: JOB, data: sampleOrder(number) }))),
    close: () => queue.close(),
  };
}

function inChunks(fill: Fill): Side['fill'] {
  return async (firstNumber, orders) => {
    for (let done = 0; done < orders; done += CHUNK) {
      const length = Math.min(CHUNK, orders - done);
      await fill(Array.from({ length }, (_, index) => firstNumber + done + index));
    }
  };
}
