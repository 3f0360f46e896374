import { useRedis } from '@ofs/testing';
import { Api } from '../../test/api';
import { anOrder } from '../../test/orders';

const redis = useRedis();

it('starts without Redis, and is ready when it comes', async () => {
  const api = new Api();
  await redis.server.stop();
  await api.start({ redisUrl: redis.url });
  try {
    expect((await api.get('/health/live')).status).toBe(200);
    expect((await api.get('/health/ready')).status).toBe(503);
    expect((await api.place(anOrder())).status).toBe(503);
    await redis.server.restart();
    while ((await api.get('/health/ready')).status !== 200);
    expect((await api.place(anOrder())).status).toBe(202);
  } finally {
    await api.stop();
  }
});
