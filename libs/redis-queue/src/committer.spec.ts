import { useRedis } from '@ofs/testing';
import { GROUP, TestQueue } from '../test/queue-kit';
import { Committer, type Settlement } from './committer';
import { deadLetterId } from './dead-letter';
import type { Lease } from './lease';
import type { WriteSet } from './write-set';

const redis = useRedis();
let queue: TestQueue;
let committer: Committer;
let record: string;
beforeEach(async () => {
  queue = await TestQueue.open(redis);
  committer = new Committer(queue.redis, queue.keys, GROUP, { maxCount: 3, maxAgeMs: 60_000 });
  record = `{${queue.name}:0}:record`;
  await queue.redis.rpush(record, 'first');
});
afterEach(() => queue.close());

const settlements: Record<Settlement['outcome'], Settlement> = {
  checkpoint: { outcome: 'checkpoint' },
  acknowledge: { outcome: 'acknowledge' },
  retry: { outcome: 'retry', delayMs: 60_000, wire: '{}' },
  'dead-letter': {
    outcome: 'dead-letter',
    letter: {
      id: deadLetterId('message-1', new Date()),
      reason: 'unrecoverable',
      errors: [],
      attempts: 1,
      deliveries: 1,
      firstFailedAt: '2025-11-22T21:30:00.000Z',
      diedAt: '2025-11-22T21:30:00.000Z',
      message: '{}',
    },
  },
};
const outcomes = Object.keys(settlements) as Settlement['outcome'][];

function second(): WriteSet {
  return { guard: { key: record, length: 1 }, writes: [['RPUSH', record, 'second']] };
}

async function aLease(consumer = 'me'): Promise<Lease> {
  const { entryId } = await queue.deliverTo(consumer);
  return { entryId, consumer, generation: 1 };
}

describe('a commit under a lease that holds', () => {
  const left = {
    checkpoint: { stream: 1, pending: 1, delayed: 0, dead: 0 },
    acknowledge: { stream: 0, pending: 0, delayed: 0, dead: 0 },
    retry: { stream: 0, pending: 0, delayed: 1, dead: 0 },
    'dead-letter': { stream: 0, pending: 0, delayed: 0, dead: 1 },
  };

  it.each(outcomes)('writes and settles in one step: %s', async (outcome) => {
    await expect(committer.commit(await aLease(), settlements[outcome], second())).resolves.toBe('committed');
    expect(await queue.redis.lrange(record, 0, -1)).toEqual(['first', 'second']);
    expect(await queue.counts()).toEqual(left[outcome]);
  });

  it.each(outcomes)('does nothing when the record has changed: %s', async (outcome) => {
    await queue.redis.rpush(record, 'somebody else');
    await expect(committer.commit(await aLease(), settlements[outcome], second())).resolves.toBe('stale');
    expect(await queue.redis.lrange(record, 0, -1)).toEqual(['first', 'somebody else']);
    expect(await queue.counts()).toEqual(left.checkpoint);
  });
});

describe('a zombie, whose lease has passed to another', () => {
  const lost: [how: string, take: (lease: Lease) => Promise<unknown>][] = [
    [
      'another consumer claimed the entry',
      ({ entryId }) => queue.redis.xclaim(queue.keys.stream, GROUP, 'other', 0, entryId),
    ],
    [
      'it was handed back, uncounted, and another consumer claimed the entry',
      async ({ entryId }) => {
        await queue.redis.xclaim(queue.keys.stream, GROUP, 'me', 0, entryId, 'RETRYCOUNT', 0, 'JUSTID');
        await queue.redis.xclaim(queue.keys.stream, GROUP, 'other', 0, entryId);
      },
    ],
    [
      'its own process claimed the entry anew',
      ({ entryId }) => queue.redis.xclaim(queue.keys.stream, GROUP, 'me', 0, entryId),
    ],
    ['another consumer settled the entry', ({ entryId }) => queue.redis.xack(queue.keys.stream, GROUP, entryId)],
    ['the group is gone', () => queue.redis.xgroup('DESTROY', queue.keys.stream, GROUP)],
    ['the stream is gone', () => queue.redis.del(queue.keys.stream)],
  ];
  const cases = lost.flatMap(([how, take]) => outcomes.map((outcome) => [outcome, how, take] as const));

  it.each(cases)('cannot %s when %s', async (outcome, _how, take) => {
    const lease = await aLease();
    await take(lease);
    const before = await queue.redis.xlen(queue.keys.stream);
    await expect(committer.commit(lease, settlements[outcome], second())).resolves.toBe('lease-lost');
    expect(await queue.redis.lrange(record, 0, -1)).toEqual(['first']);
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(before);
    expect(await queue.redis.exists(queue.keys.delayed, queue.keys.dead, queue.keys.deadLetters)).toBe(0);
  });
});

it('settles nothing twice when its answer was lost and it is repeated', async () => {
  const lease = await aLease();
  await committer.commit(lease, settlements.retry, second());
  await expect(committer.commit(lease, settlements.retry, second())).resolves.toBe('lease-lost');
  expect(await queue.counts()).toMatchObject({ delayed: 1 });
});

it('lets each message of a batch succeed or fail by itself', async () => {
  const [held, lost, stale] = [await aLease(), await aLease(), await aLease()];
  await queue.redis.xack(queue.keys.stream, GROUP, lost.entryId);
  const done = { outcome: 'acknowledge' } as const;
  const noWrites = { writes: [] };
  await expect(
    Promise.all([
      committer.commit(held, done, noWrites),
      committer.commit(lost, done, noWrites),
      committer.commit(stale, done, { guard: { key: record, length: 9 }, writes: [] }),
    ]),
  ).resolves.toEqual(['committed', 'lease-lost', 'stale']);
});

it('lets the others of a batch through when Redis cannot write one', async () => {
  const [good, bad] = [await aLease(), await aLease()];
  await queue.redis.set(`{${queue.name}:0}:text`, 'not a hash');
  const done = { outcome: 'acknowledge' } as const;
  const [badResult, goodResult] = await Promise.allSettled([
    committer.commit(bad, done, { writes: [['HSET', `{${queue.name}:0}:text`, 'a', 1]] }),
    committer.commit(good, done, { writes: [] }),
  ]);
  expect(badResult).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('WRONGTYPE') } });
  expect(goodResult).toEqual({ status: 'fulfilled', value: 'committed' });
  expect(await queue.counts()).toMatchObject({ stream: 1, pending: 1 });
});

it.each(outcomes)('leaves a message as it was whose writes Redis refuses: %s', async (outcome) => {
  const writes: WriteSet = { writes: [['HSET', record, 'a', 1]] };
  await expect(committer.commit(await aLease(), settlements[outcome], writes)).rejects.toThrow('WRONGTYPE');
  expect(await queue.counts()).toEqual({ stream: 1, pending: 1, delayed: 0, dead: 0 });
});

it('puts a message off for as long as it says', async () => {
  const before = Date.now();
  await committer.commit(await aLease(), settlements.retry, { writes: [] });
  const [, dueAt] = await queue.redis.zrange(queue.keys.delayed, '0', '0', 'WITHSCORES');
  // The server counts in whole milliseconds.
  expect(Number(dueAt)).toBeGreaterThanOrEqual(before + 59_999);
  expect(Number(dueAt)).toBeLessThanOrEqual(Date.now() + 60_000);
});

describe('dead letters', () => {
  const letter = (settlements['dead-letter'] as Extract<Settlement, { outcome: 'dead-letter' }>).letter;

  async function bury(id: string): Promise<string[]> {
    await committer.commit(await aLease(), { outcome: 'dead-letter', letter: { ...letter, id } }, { writes: [] });
    const ids = await queue.redis.zrange(queue.keys.dead, '0', '-1');
    expect((await queue.redis.hkeys(queue.keys.deadLetters)).sort()).toEqual(ids);
    return ids;
  }

  it('are kept up to their number, the newest', async () => {
    const ids = Array.from({ length: 5 }, (_, n) => deadLetterId(`message-${n}`, new Date(Date.now() + n)));
    for (const id of ids.slice(0, 4)) await bury(id);
    expect(await bury(ids[4]!)).toEqual(ids.slice(2));
  });

  it('are kept up to their age', async () => {
    const [old, young, now] = [61_000, 50_000, 0].map((age) => deadLetterId('message', new Date(Date.now() - age)));
    await queue.redis.zadd(queue.keys.dead, 0, old!, 0, young!);
    await queue.redis.hset(queue.keys.deadLetters, { [old!]: '{}', [young!]: '{}' });
    expect(await bury(now!)).toEqual([young, now]);
  });

  it.each([
    ['too old', 61_000, 1_000],
    ['too many', 1_000, 3],
  ])('go ten at a time when they are %s: the script must stay short', async (_what, ageMs, maxCount) => {
    const ids = Array.from({ length: 30 }, (_, n) => deadLetterId(`message-${n}`, new Date(Date.now() - ageMs + n)));
    await queue.redis.zadd(queue.keys.dead, ...ids.flatMap((id) => [0, id]));
    await queue.redis.hset(queue.keys.deadLetters, Object.fromEntries(ids.map((id) => [id, '{}'])));
    committer = new Committer(queue.redis, queue.keys, GROUP, { maxCount, maxAgeMs: 60_000 });
    const last = deadLetterId('last', new Date());
    expect(await bury(last)).toEqual([...ids.slice(10), last]);
  });
});

it('refuses before it lets the message go when Redis has no memory left', async () => {
  const lease = await aLease();
  await queue.redis.config('SET', 'maxmemory', '1');
  try {
    await expect(committer.commit(lease, settlements.acknowledge, second())).rejects.toThrow(/OOM/);
  } finally {
    await queue.redis.config('SET', 'maxmemory', '0');
  }
  expect(await queue.counts()).toMatchObject({ stream: 1, pending: 1 });
});
