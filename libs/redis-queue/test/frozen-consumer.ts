import { Logger } from '@nestjs/common';
import type { Delivery } from '../src/delivery';
import { PartitionConsumer } from '../src/partition-consumer';
import type { RedisAddress } from '../src/redis-client';
import { RedisConnections } from '../src/redis-connections';
import { GROUP } from './queue-kit';

/** What the test tells this process to do with the message that it is handling. */
export type Order = 'acknowledge' | 'write' | 'nothing';

/** What this process tells the test. */
export type Report = { state: 'handling' } | { state: 'refused'; error: string } | { state: 'done' };

// A consumer in a process of its own, which can be frozen: it holds its message until it is told what to do with it.
const [queue, record, leaseMs, address] = process.argv.slice(2) as [string, string, string, string];
Logger.overrideLogger(false);

const orders = new Promise<Order>((resolve) => process.once('message', resolve));
const report = (what: Report): void => void process.send!(what);

async function handle(_: unknown, delivery: Delivery): Promise<void> {
  delivery.signal.addEventListener('abort', () =>
    report({ state: 'refused', error: (delivery.signal.reason as Error).name }),
  );
  report({ state: 'handling' });
  const order = await orders;
  if (order === 'nothing') return new Promise(() => undefined);
  const writes = { writes: [['SET', record, 'written by a zombie']] as const };
  try {
    await (order === 'acknowledge' ? delivery.acknowledge(writes) : delivery.checkpoint(writes));
    report({ state: 'done' });
  } catch (error) {
    report({ state: 'refused', error: (error as Error).name });
  }
}

const connections = new RedisConnections(JSON.parse(address) as RedisAddress);
void connections.onModuleInit().then(() =>
  new PartitionConsumer(connections, {
    queue: { name: queue },
    group: GROUP,
    types: [],
    partition: 0,
    consumer: 'frozen',
    concurrency: 1,
    leaseMs: Number(leaseMs),
    blockMs: 50,
    maxAttempts: 3,
    maxDeliveries: 5,
    backoff: { baseMs: 1, capMs: 1 },
    deadLetters: { maxCount: 1_000, maxAgeMs: 3_600_000 },
    drainMs: 0,
    handle,
  }).start(),
);
