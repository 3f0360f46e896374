import { createServer } from 'node:net';
import { freePort, ServiceProcess, useRedis } from '@ofs/testing';

const redis = useRedis();

async function refusal(
  env: Record<string, string>,
  app: 'order-api' | 'order-processor' = 'order-api',
  port?: number,
): Promise<string> {
  const service = await ServiceProcess.start({ app, env: { REDIS_URL: redis.url, ...env }, port, until: 'none' });
  expect((await service.exited).code).toBe(1);
  expect(service.log).toHaveLength(1);
  return (JSON.parse(service.log[0]!) as { msg: string }).msg;
}

it.each([
  [{ REDIS_URL: 'localhost' }, 'REDIS_URL', '"localhost"'],
  [{ IDEMPOTENCY_TTL_HOURS: '1' }, 'IDEMPOTENCY_TTL_HOURS', '"1"'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL', '"loud"'],
  [{ IDEMPOTENCY_TTL_HOURS: 'a day' }, 'IDEMPOTENCY_TTL_HOURS must be an integer', '"a day"'],
])('a wrong setting is named in the one line that a service ends with: %o', async (env, named, value) => {
  const message = await refusal(env);
  expect(message).toContain(named);
  expect(message).toContain(value);
});

it('every missing setting is named at once', async () => {
  const message = await refusal({}, 'order-processor');
  expect(message).toContain('PAYMENT_GATEWAY_URL');
  expect(message).toContain('CARRIER_URL');
});

it('a taken port is named, with the setting that changes it', async () => {
  const port = await freePort();
  const squatter = createServer().listen(port, '0.0.0.0');
  try {
    const message = await refusal({}, 'order-api', port);
    expect(message).toContain(`port ${port} is taken`);
    expect(message).toContain('ORDER_API_PORT');
  } finally {
    squatter.close();
  }
});
