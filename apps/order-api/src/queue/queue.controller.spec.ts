import { useRedis } from '@ofs/testing';
import { useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

it('tells of an empty queue', async () => {
  expect((await api.get('/v1/queue')).body).toMatchObject({
    backlog: 0,
    inFlight: 0,
    delayed: 0,
    dead: 0,
    consumers: [],
    providers: [],
    oldestAgeMs: 0,
  });
});

it('counts what waits, what is with a consumer, and what is not due', async () => {
  const stream = '{orders:0}:stream';
  for (let i = 0; i < 5; i++) await api.place(anOrder());
  await api.redis.xgroup('CREATE', stream, 'order-processor', '0');
  await api.redis.xreadgroup('GROUP', 'order-processor', 'processor-1', 'COUNT', 2, 'STREAMS', stream, '>');
  await api.redis.zadd('{orders:0}:delayed', Date.now() + 60_000, 'a message');
  const { status, body } = await api.get('/v1/queue');
  expect(status).toBe(200);
  expect(body).toMatchObject({ backlog: 3, inFlight: 2, delayed: 1, dead: 0 });
  expect(body['consumers']).toMatchObject([{ name: 'processor-1', inFlight: 2 }]);
  expect(body['oldestAgeMs']).toBeLessThan(60_000);
});

it('tells what those who consume have told of their providers', async () => {
  const stream = '{orders:0}:stream';
  await api.place(anOrder());
  await api.redis.xgroup('CREATE', stream, 'order-processor', '0', 'MKSTREAM').catch(() => undefined);
  await api.redis.zadd('{orders:0}:consumers', Date.now(), 'processor-2');
  const down = { name: 'carrier', state: 'open', since: '2026-11-22T21:31:00.000Z' };
  for (const name of ['processor-2', 'processor-3'])
    await api.redis.set(`{orders:0}:providers:${name}`, JSON.stringify([down]));
  expect((await api.get('/v1/queue')).body['providers']).toEqual([{ ...down, consumers: 1 }]);
});

it('is paused until it is resumed, and takes orders all the while', async () => {
  expect(await api.fetch('/v1/queue/pause', { method: 'POST' })).toMatchObject({ status: 200, body: { paused: true } });
  expect((await api.get('/v1/queue')).body).toMatchObject({ paused: true, backlog: 0 });
  expect((await api.place(anOrder())).status).toBe(202);
  expect(await api.fetch('/v1/queue/resume', { method: 'POST' })).toMatchObject({
    status: 200,
    body: { paused: false, backlog: 1 },
  });
});
