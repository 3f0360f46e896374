import { Worker } from 'bullmq';
import type { Task } from '../consume/consumer';
import { answerOn } from '../system/answering';
import { type Consumed, Drain } from '../system/drain';
import { QUEUE, removal, workerConnection } from './queue';

// A worker of BullMQ whose processor does nothing: `node worker.js <Redis' URL> <port>`.

const [url = '', port] = process.argv.slice(2);

answerOn(Number(port), work);

async function work({ orders, concurrency }: Task): Promise<Consumed> {
  const drain = new Drain(orders);
  const processor = (): Promise<void> => {
    drain.begin();
    return Promise.resolve();
  };
  const worker = new Worker(QUEUE, processor, { connection: workerConnection(url), concurrency, ...removal });
  worker.on('completed', () => drain.settle());
  worker.on('error', (error) => console.error(error));
  await drain.done;
  await worker.close();
  return drain.figures();
}
