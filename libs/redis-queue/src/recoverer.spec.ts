import { useRedis } from '@ofs/testing';
import { aMessage, GROUP, TestQueue, useQueue } from '../test/queue-kit';
import type { Committer } from './committer';
import { Delivery } from './delivery';
import { InFlight } from './in-flight';
import type { Lease } from './lease';
import { createMessage } from './message';
import { Recoverer } from './recoverer';

const LEASE_MS = 30_000;

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

function recoverer(consumer: string, inFlight = new InFlight(10)): Recoverer {
  return new Recoverer(queue.redis, queue.keys.stream, GROUP, consumer, LEASE_MS, inFlight);
}

/** An entry that was delivered so often, to consumers that have all gone. */
async function abandoned(deliveries: number): Promise<string> {
  const { entryId } = await queue.deliverTo('dead-consumer');
  const { stream } = queue.keys;
  const idle = LEASE_MS + 1;
  await queue.redis.xclaim(
    stream,
    GROUP,
    'dead-consumer',
    0,
    entryId,
    'RETRYCOUNT',
    deliveries,
    'IDLE',
    idle,
    'JUSTID',
  );
  return entryId;
}

function delivered(lease: Partial<Lease>): Delivery {
  const message = createMessage(aMessage());
  return new Delivery(message, { entryId: '1-1', consumer: 'me', generation: 1, ...lease }, {} as Committer);
}

it('takes all entries at once whose first consumer died', async () => {
  const ids = [await abandoned(1), await abandoned(1), await abandoned(1)];
  const { entries } = await recoverer('me').claim();
  expect(entries.map(({ id, generation }) => [id, generation])).toEqual(ids.map((id) => [id, 2]));
});

it('takes one entry only of those that have seen several consumers die, and leaves the others to be taken as they were', async () => {
  const [first, second] = [await abandoned(2), await abandoned(2)];
  const one = await recoverer('me').claim();
  expect(one.entries).toMatchObject([{ id: first, generation: 3 }]);
  expect(one.lookAgainMs).toBeLessThan(1_000);
  const other = await recoverer('other').claim();
  expect(other.entries).toMatchObject([{ id: second, generation: 3 }]);
});

it('takes none of them while one is in flight', async () => {
  await abandoned(2);
  const inFlight = new InFlight(10);
  const suspect = delivered({ generation: 3 });
  inFlight.add(suspect);
  expect((await recoverer('me', inFlight).claim()).entries).toEqual([]);
  inFlight.remove(suspect);
  expect((await recoverer('me', inFlight).claim()).entries).toHaveLength(1);
});

it('takes them while another is in flight that has seen one consumer die', async () => {
  await abandoned(2);
  const inFlight = new InFlight(10);
  inFlight.add(delivered({ generation: 2 }));
  expect((await recoverer('me', inFlight).claim()).entries).toHaveLength(1);
});

it('takes no more than it has room for', async () => {
  const ids = [await abandoned(1), await abandoned(1), await abandoned(1)];
  const { entries } = await recoverer('me', new InFlight(2)).claim();
  expect(entries.map(({ id }) => id)).toEqual(ids.slice(0, 2));
});

it('finds an entry behind any number that are being handled, and again from the beginning', async () => {
  for (let n = 0; n < 30; n++) await queue.deliverTo('busy-consumer');
  const mine = recoverer('me', new InFlight(1));
  const found: string[] = [];
  const look = async (): Promise<void> => {
    // One look goes past ten entries for each that there is room for.
    for (let n = 0; n < 5; n++) found.push(...(await mine.claim()).entries.map(({ id }) => id));
  };
  const last = await abandoned(1);
  await look();
  expect(found).toEqual([last]);
  const [[first]] = (await queue.redis.xpending(queue.keys.stream, GROUP, '-', '+', 1)) as [[string]];
  await queue.age(first, LEASE_MS + 1, 'busy-consumer');
  await look();
  expect(found).toEqual([last, first]);
});

it('lets a message that kills every consumer die alone', async () => {
  const poison = await abandoned(1);
  const beside = await Promise.all(Array.from({ length: 5 }, () => abandoned(1)));
  const deliveries = new Map<string, number>();
  // A process that dies with the poison takes all it has with it; without the poison it finishes all it has.
  for (let life = 1; life <= 20; life++) {
    const { entries } = await recoverer(`consumer-${life}`).claim();
    for (const { id, generation } of entries) deliveries.set(id, generation);
    const ids = entries.map(({ id }) => id);
    if (ids.length === 0) continue;
    if (ids.includes(poison))
      await queue.redis.xclaim(queue.keys.stream, GROUP, `consumer-${life}`, 0, ...ids, 'IDLE', LEASE_MS + 1, 'JUSTID');
    else await queue.redis.xack(queue.keys.stream, GROUP, ...ids);
    if (deliveries.get(poison)! > 5) break;
  }
  expect(deliveries.get(poison)).toBe(6);
  expect(Math.max(...beside.map((id) => deliveries.get(id)!))).toBeLessThanOrEqual(3);
});
