import { freePort, ServiceProcess, ServiceStartError } from '@ofs/testing';

it('a service that is not ready in time is ended, and its log is told', async () => {
  const port = await freePort();
  const env = { REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
  const started = ServiceProcess.start({ app: 'order-api', port, env, timeoutMs: 4_000 });
  const error = await started.then(
    () => undefined,
    (failure: unknown) => failure as ServiceStartError,
  );
  expect(error).toBeInstanceOf(ServiceStartError);
  expect(error?.message).toContain('order-api did not start: not healthy after 4000 ms\n');
  expect(error?.message).toContain('Redis is out of reach');
  await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
});

it('a service that ends meanwhile is not waited for', async () => {
  const started = ServiceProcess.start({ app: 'order-api', env: { LOG_LEVEL: 'loud' }, timeoutMs: 60_000 });
  await expect(started).rejects.toThrow('order-api did not start: it ended with code 1\n');
});
