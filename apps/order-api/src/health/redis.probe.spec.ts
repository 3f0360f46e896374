import { eventually, RedisServer, useRedis } from '@ofs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from '../../test/api';
import { anOrder } from '../../test/orders';
import type { ApiSettings } from '../app.settings';

const redis = useRedis();
let api: Api;

beforeEach(() => start());

afterEach(async () => {
  await api.redis.flushall();
  await api.stop();
  // Its settings are as they were.
  await redis.server.restart();
});

async function start(settings: Partial<ApiSettings> = {}): Promise<void> {
  api = new Api();
  await api.start({ redisUrl: redis.url, ...settings });
}

async function startAgain(settings: Partial<ApiSettings>): Promise<void> {
  await api.stop();
  await start(settings);
}

async function readiness() {
  const { status, body } = await api.get('/health/ready');
  const { redis: report } = body['details'] as { redis: { status: string; message?: string } };
  return { status, message: report.message };
}

it('is ready on a Redis that keeps what it confirms', async () => {
  expect(await readiness()).toEqual({ status: 200, message: undefined });
  expect((await api.get('/health/startup')).status).toBe(200);
});

const unsafe = [
  ['appendonly', 'no', 'appendonly is no, not yes: a restart loses every order'],
  ['appendfsync', 'everysec', 'appendfsync is everysec, not always: a power cut loses the last second of orders'],
  ['appendfsync', 'no', 'appendfsync is no, not always: a power cut loses the last second of orders'],
  [
    'maxmemory-policy',
    'allkeys-lru',
    'maxmemory-policy is allkeys-lru, not noeviction: Redis drops orders when its memory is full',
  ],
] as const;

it.each(unsafe)('is not ready with %s %s, and says why', async (name, value, why) => {
  await api.redis.config('SET', name, value);
  expect(await readiness()).toEqual({ status: 503, message: `Redis cannot keep what it confirms: ${why}` });
  expect((await api.get('/health/live')).status).toBe(200);
});

it.each(unsafe)('accepts no order with %s %s either, and does again when it is set right', async (name, value, why) => {
  const [, usual] = (await api.redis.config('GET', name)) as [string, string];
  await api.redis.config('SET', name, value);
  await eventually(async () => {
    const refused = await api.place(anOrder());
    expect(refused.status).toBe(503);
    expect(refused.headers.get('Retry-After')).toBe('10');
    expect(refused.body).toMatchObject({ code: 'not-durable', detail: expect.stringContaining(why) });
  });
  await api.redis.config('SET', name, usual);
  await eventually(async () => expect((await api.place(anOrder())).status).toBe(202));
});

it('is ready as soon as Redis is set right', async () => {
  await api.redis.config('SET', 'appendfsync', 'everysec');
  expect((await readiness()).status).toBe(503);
  await api.redis.config('SET', 'appendfsync', 'always');
  expect((await readiness()).status).toBe(200);
});

it('names all that is wrong', async () => {
  for (const [name, value] of unsafe) await api.redis.config('SET', name, value);
  const { message } = await readiness();
  for (const name of ['appendonly', 'appendfsync', 'maxmemory-policy']) expect(message).toContain(`${name} is`);
});

it('takes the word of the operator with REDIS_DURABILITY=trust', async () => {
  await api.redis.config('SET', 'appendfsync', 'everysec');
  expect((await readiness()).status).toBe(503);
  await startAgain({ redisDurability: 'trust' });
  expect((await readiness()).status).toBe(200);
});

it('is not ready where it may not ask', async () => {
  await api.redis.acl('SETUSER', 'shop', 'on', '>secret', '~*', '&*', '+@all', '-config');
  await startAgain({ redisUrl: redis.url.replace('//', '//shop:secret@') });
  expect(await readiness()).toMatchObject({
    status: 503,
    message: expect.stringContaining('CONFIG GET') as string,
  });
});

describe('a number of partitions', () => {
  it('may grow', async () => {
    await startAgain({ partitions: 4 });
    expect((await readiness()).status).toBe(200);
    expect((await api.place(anOrder())).status).toBe(202);
  });

  it('is not ready for what others have spread over more', async () => {
    await startAgain({ partitions: 4 });
    await eventually(async () => expect((await readiness()).status).toBe(200));
    await startAgain({ partitions: 2 });
    expect(await readiness()).toEqual({
      status: 503,
      message:
        'the queue "orders" is spread over 4 partitions, and this service is set to 2: their number may grow, never shrink',
    });
    expect(await api.place(anOrder())).toMatchObject({ status: 503, body: { code: 'not-durable' } });
  });
});

describe('with REDIS_REPLICAS', () => {
  it('is not ready without them', async () => {
    await startAgain({ redisReplicas: 1 });
    expect(await readiness()).toMatchObject({
      status: 503,
      message: expect.stringContaining('it has 0 replicas, not 1'),
    });
  });

  it('accepts an order once a replica has it, and not while it has not', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'replica-'));
    await api.redis.config('SET', 'repl-diskless-sync-delay', 0);
    const replica = await RedisServer.start({
      dir,
      args: ['--replicaof', '127.0.0.1', String(redis.server.port), '--appendonly', 'no'],
      tethered: true,
    });
    try {
      await startAgain({ redisReplicas: 1 });
      await eventually(async () => expect(await readiness()).toEqual({ status: 200, message: undefined }));
      await eventually(async () => expect((await api.place(anOrder())).status).toBe(202));
      replica.freeze();
      const unconfirmed = await api.place(anOrder(), 'k1');
      expect(unconfirmed).toMatchObject({ status: 503, body: { code: 'service-unavailable' } });
      replica.thaw();
      const confirmed = await eventually(async () => {
        const answer = await api.place(anOrder(), 'k1');
        expect(answer.status).toBe(202);
        return answer;
      });
      expect(confirmed.headers.get('Idempotent-Replayed')).toBe('true');
    } finally {
      await replica.stop();
      await rm(dir, { recursive: true, force: true });
    }
  });
});
