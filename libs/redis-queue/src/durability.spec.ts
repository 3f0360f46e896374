import { useRedis } from '@ofs/testing';
import type { Redis } from 'ioredis';
import { TestQueue, useQueue } from '../test/queue-kit';
import { DurabilityCheck } from './durability.service';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

/** Makes the queue's server answer WAITAOF as one of Redis 7.2 or later would: that so many local disks have the latest writes. */
function withFsyncedDisks(onDisk: number): void {
  const { servers } = queue.connections;
  const newer = Object.assign(Object.create(servers[0]!) as Redis, {
    call: (command: string) => Promise.resolve(command === 'WAITAOF' ? [onDisk, 0] : null),
  });
  jest.spyOn(queue.connections, 'servers', 'get').mockReturnValue([newer]);
}

it('has no fault to find in a Redis that syncs every write', async () => {
  await expect(new DurabilityCheck(queue.connections).fault()).resolves.toBeUndefined();
});

it('takes the proof of a Redis that has one', async () => {
  withFsyncedDisks(1);
  await expect(new DurabilityCheck(queue.connections).fault()).resolves.toBeUndefined();
});

it('does not trust settings alone where the latest writes do not reach the disk', async () => {
  withFsyncedDisks(0);
  await expect(new DurabilityCheck(queue.connections).fault()).resolves.toContain('do not reach its disk');
});

it('asks every server of a cluster', async () => {
  await queue.redis.config('SET', 'appendfsync', 'no');
  await expect(new DurabilityCheck(queue.connections).fault()).resolves.toContain('appendfsync is no, not always');
  await queue.redis.config('SET', 'appendfsync', 'always');
});
