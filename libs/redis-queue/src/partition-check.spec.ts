import { useRedis } from '@ofs/testing';
import { TestQueue, useQueue } from '../test/queue-kit';
import { PartitionCheck } from './partition-check.service';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

function check(partitions?: number): PartitionCheck {
  return new PartitionCheck(queue.connections, { name: queue.name, partitions });
}

it('finds no fault with who knows as many partitions as there are, or more', async () => {
  expect(await check().known()).toBe(0);
  for (const partitions of [undefined, 1, 3, 3]) expect(await check(partitions).fault()).toBeUndefined();
  expect(await check().known()).toBe(3);
});

it('finds a fault with who knows fewer, however often it asks', async () => {
  await check(3).fault();
  for (let n = 0; n < 2; n++)
    expect(await check(2).fault()).toContain('is spread over 3 partitions, and this service is set to 2');
  expect(await check(3).fault()).toBeUndefined();
});
