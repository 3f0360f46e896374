import { useRedis } from '@ofs/testing';
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import type { Order, Report } from '../test/frozen-consumer';
import { aMessage, GROUP, signal, type TestConsumer, TestQueue } from '../test/queue-kit';

const LEASE_MS = 1_000;

const redis = useRedis();
let queue: TestQueue;
let zombie: ChildProcess;
let record: string;
beforeEach(async () => {
  queue = await TestQueue.open(redis);
  record = `${queue.keys.tag}:record`;
});
afterEach(async () => {
  const ended = once(zombie, 'exit');
  zombie.kill('SIGKILL');
  await ended;
  await queue.close();
});

/** A consumer's process that handles a message, freezes past its lease, and wakes when another consumer has the message. */
async function wakesUp(order: Order): Promise<{ told: AsyncIterator<[Report]>; other: TestConsumer }> {
  zombie = fork(
    join(__dirname, '../test/frozen-consumer.ts'),
    [queue.name, record, String(LEASE_MS), JSON.stringify(queue.address)],
    { execArgv: ['-r', '@swc-node/register'], env: { ...process.env, SWCRC: 'true' } },
  );
  const told = on(zombie, 'message') as AsyncIterator<[Report]>;
  await queue.producer.enqueue(aMessage());
  expect(await next(told)).toEqual({ state: 'handling' });
  zombie.kill('SIGSTOP');
  const other = await queue.consume(() => signal().promise, { leaseMs: LEASE_MS, consumer: 'other' });
  await other.next();
  zombie.send(order);
  zombie.kill('SIGCONT');
  return { told, other };
}

async function next(told: AsyncIterator<[Report]>): Promise<Report> {
  const { value } = (await told.next()) as { value: [Report] };
  return value[0];
}

async function ownerOfTheMessage(): Promise<{ consumer: string; deliveries: number }> {
  const [[, consumer, , deliveries]] = (await queue.redis.xpending(queue.keys.stream, GROUP, '-', '+', 1)) as [
    [string, string, number, number],
  ];
  return { consumer, deliveries };
}

it('cannot acknowledge', async () => {
  const { told } = await wakesUp('acknowledge');
  expect(await next(told)).toEqual({ state: 'refused', error: 'LeaseLostError' });
  expect(await queue.counts()).toMatchObject({ stream: 1, pending: 1 });
  expect(await ownerOfTheMessage()).toEqual({ consumer: 'other', deliveries: 2 });
});

it('cannot write state', async () => {
  const { told } = await wakesUp('write');
  expect(await next(told)).toEqual({ state: 'refused', error: 'LeaseLostError' });
  expect(await queue.redis.exists(record)).toBe(0);
});

it('cannot steal the message back: its heartbeat tells it that it has lost it', async () => {
  const { told, other } = await wakesUp('nothing');
  expect(await next(told)).toEqual({ state: 'refused', error: 'LeaseLostError' });
  // Nor later: the other one's heartbeat keeps it, over several leases of the one that lost it.
  await other.turns(50);
  expect(await ownerOfTheMessage()).toEqual({ consumer: 'other', deliveries: 2 });
});
