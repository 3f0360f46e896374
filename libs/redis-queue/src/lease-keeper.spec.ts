import { useRedis } from '@ofs/testing';
import { aMessage, GROUP, nothingLeft, signal, TestQueue, useQueue } from '../test/queue-kit';
import { Committer } from './committer';
import { Delivery } from './delivery';
import { LeaseLostError } from './errors';
import { InFlight } from './in-flight';
import { LeaseKeeper } from './lease-keeper';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

describe('a lease', () => {
  it('is renewed while a handler takes longer than it lasts', async () => {
    const release = signal();
    const leaseMs = 300;
    const slow = await queue.consume(() => release.promise, { leaseMs });
    await queue.producer.enqueue(aMessage());
    const { delivery } = await slow.next();
    const other = await queue.consume(() => undefined, { leaseMs });
    const renewals = 9; // three leases long
    for (let renewed = 0, idle = 0; renewed < renewals;) {
      const [[, , nowIdle]] = (await queue.redis.xpending(queue.keys.stream, GROUP, '-', '+', 1)) as [
        [string, string, number],
      ];
      if (nowIdle < idle) renewed += 1;
      idle = nowIdle;
    }
    expect(delivery.signal.aborted).toBe(false);
    release.resolve();
    await queue.countsBecome(nothingLeft);
    await queue.producer.enqueue(aMessage({ subject: 'next' }));
    const first = await Promise.race([other.next(), slow.next()]);
    expect(first.message.subject).toBe('next');
  });

  it('that is lost aborts the handler, whose outcome then counts for nothing', async () => {
    const aborted = signal<unknown>();
    const consumer = await queue.consume(
      (_, { signal: abort }) =>
        new Promise((_resolve, reject) => {
          abort.addEventListener('abort', () => {
            aborted.resolve(abort.reason);
            reject(abort.reason as Error);
          });
        }),
      { leaseMs: 300 },
    );
    await queue.producer.enqueue(aMessage());
    const { delivery } = await consumer.next();
    await queue.redis.xclaim(queue.keys.stream, GROUP, 'thief', 0, delivery.lease.entryId);
    expect(await aborted.promise).toBeInstanceOf(LeaseLostError);
    expect(await queue.counts()).toMatchObject({ stream: 1, pending: 1, delayed: 0, dead: 0 });
  });
});

describe('a lease keeper', () => {
  const LEASE_MS = 30_000;
  let inFlight: InFlight;
  let keeper: LeaseKeeper;
  beforeEach(() => {
    inFlight = new InFlight(10);
    keeper = new LeaseKeeper(queue.connections.commands, queue.keys.stream, GROUP, 'me', LEASE_MS, inFlight);
  });

  async function delivered(): Promise<Delivery> {
    const { entryId, message } = await queue.deliverTo('me');
    return underWay(new Delivery(message, { entryId, consumer: 'me', generation: 1 }, committer()));
  }

  function committer(): Committer {
    const retention = { maxCount: 1_000, maxAgeMs: 3_600_000 };
    return new Committer(queue.connections.commands, queue.keys, GROUP, retention);
  }

  function underWay(delivery: Delivery): Delivery {
    inFlight.add(delivery);
    return delivery;
  }

  function steal({ lease }: Delivery): Promise<unknown> {
    return queue.redis.xclaim(queue.keys.stream, GROUP, 'thief', 0, lease.entryId);
  }

  it('tells those whose lease is lost, and no others', async () => {
    const all = [await delivered(), await delivered(), await delivered()];
    await steal(all[1]!);
    await keeper.runOnce();
    expect(all.map(({ aborted }) => aborted)).toEqual([undefined, expect.any(LeaseLostError), undefined]);
  });

  it('tells the one of two deliveries of a message that has lost it', async () => {
    const first = await delivered();
    const { entryId } = first.lease;
    await queue.redis.xclaim(queue.keys.stream, GROUP, 'me', 0, entryId);
    const second = underWay(new Delivery(first.message, { entryId, consumer: 'me', generation: 2 }, committer()));
    await keeper.runOnce();
    expect([first.aborted, second.aborted]).toEqual([expect.any(LeaseLostError), undefined]);
  });

  it('takes what was settled just before for settled', async () => {
    const delivery = await delivered();
    const settling = delivery.acknowledge();
    await new Promise(setImmediate); // sent, and answered together with what is asked now
    await Promise.all([settling, keeper.runOnce()]);
    expect(delivery.settled).toBeDefined();
    expect(delivery.aborted).toBeUndefined();
  });

  it('has nothing to tell to a delivery that has ended meanwhile', async () => {
    const delivery = await delivered();
    await steal(delivery);
    const running = keeper.runOnce();
    inFlight.remove(delivery);
    await running;
    expect(delivery.aborted).toBeUndefined();
  });

  it.each([
    ['it was last renewed', true],
    ['that was noticed, where it was never renewed', false],
  ])(
    'takes a lease for lost while Redis is away, but not before it may have passed since %s',
    async (_when, renewed) => {
      const clock = jest.spyOn(performance, 'now');
      const delivery = await delivered();
      clock.mockReturnValue(1_000_000);
      if (renewed) await keeper.runOnce();
      jest.spyOn(queue.connections.commands, 'evalsha').mockRejectedValue(new Error('away'));
      if (!renewed) await keeper.runOnce();
      clock.mockReturnValue(1_000_000 + LEASE_MS);
      await keeper.runOnce();
      expect(delivery.aborted).toBeUndefined();
      clock.mockReturnValue(1_000_001 + LEASE_MS);
      await keeper.runOnce();
      expect(delivery.aborted).toBeInstanceOf(LeaseLostError);
    },
  );

  it('hands back what is its own, and nothing that another has by now', async () => {
    const [own, stolen] = [await delivered(), await delivered()];
    await steal(stolen);
    await keeper.handBackAll();
    const pending = (await queue.redis.xpending(queue.keys.stream, GROUP, '-', '+', 10)) as [
      id: string,
      consumer: string,
      idleMs: number,
      deliveries: number,
    ][];
    expect(pending.map(([id, consumer, idleMs, deliveries]) => [id, consumer, idleMs >= LEASE_MS, deliveries])).toEqual(
      [
        [own.lease.entryId, 'me', true, 0],
        [stolen.lease.entryId, 'thief', false, 2],
      ],
    );
  });
});
