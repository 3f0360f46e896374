import { freePort } from '@ofs/embedded-redis';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { environmentOf, launchPlan, portFaults } from './launch-plan';

describe('launchPlan', () => {
  it('starts the services after what they need', () => {
    expect(launchPlan({}).services).toEqual([
      { name: 'provider-sandbox', portVariable: 'PROVIDER_SANDBOX_PORT', port: 3002 },
      { name: 'order-processor', portVariable: 'ORDER_PROCESSOR_PORT', port: 3001 },
      { name: 'order-api', portVariable: 'ORDER_API_PORT', port: 3000 },
    ]);
  });

  it('takes ports and Redis from the environment, where an empty variable counts as unset', () => {
    const plan = launchPlan({ ORDER_API_PORT: '8080', REDIS_PORT: '', REDIS_URL: 'redis://elsewhere:1' });
    expect(plan.services.at(-1)?.port).toBe(8080);
    expect(plan).toMatchObject({ redisPort: 6379, redisUrl: 'redis://elsewhere:1' });
    expect(launchPlan({ REDIS_URL: '' }).redisUrl).toBeUndefined();
  });

  it.each(['0', '65536', '3000.5', 'http'])('names the variable when its port is %s', (port) => {
    expect(() => launchPlan({ ORDER_PROCESSOR_PORT: port })).toThrow(
      `ORDER_PROCESSOR_PORT must be a port between 1 and 65535, not "${port}"`,
    );
  });
});

describe('environmentOf', () => {
  it('lets the services find each other on the chosen ports', () => {
    const env = { PROVIDER_SANDBOX_PORT: '4002', REDIS_PORT: '6380', PATH: '/bin' };
    expect(environmentOf(launchPlan(env), env)).toEqual({
      ...env,
      REDIS_URL: 'redis://127.0.0.1:6380',
      DEFAULT_PAYMENT_TOKEN: 'tok_ok',
      PAYMENT_GATEWAY_URL: 'http://127.0.0.1:4002',
      CARRIER_URL: 'http://127.0.0.1:4002',
      SANDBOX_JOURNAL: '.data/sandbox/journal.ndjson',
    });
  });

  it('leaves what the user has set', () => {
    const env = { CARRIER_URL: 'https://carrier.example', DEFAULT_PAYMENT_TOKEN: '', REDIS_URL: 'redis://elsewhere:1' };
    expect(environmentOf(launchPlan(env), env)).toMatchObject({
      CARRIER_URL: 'https://carrier.example',
      DEFAULT_PAYMENT_TOKEN: 'tok_ok',
      REDIS_URL: 'redis://elsewhere:1',
    });
  });
});

describe('portFaults', () => {
  it('names each taken port and the setting to change', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const plan = launchPlan({});
    const taken = plan.services.map((service) => ({ ...service, port }));
    const faults = await portFaults({ ...plan, services: taken });
    server.close();
    expect(faults).toEqual([
      `port ${port} is taken; provider-sandbox needs it: end what listens there, or set PROVIDER_SANDBOX_PORT to a free one`,
      `port ${port} is taken; order-processor needs it: end what listens there, or set ORDER_PROCESSOR_PORT to a free one`,
      `port ${port} is taken; order-api needs it: end what listens there, or set ORDER_API_PORT to a free one`,
    ]);
  });

  it('names services that want the same port', async () => {
    const port = await freePort();
    const plan = launchPlan({});
    const [sandbox, processor, api] = plan.services.map((service) => ({ ...service, port }));
    const services = [{ ...sandbox!, port: await freePort() }, processor!, api!];
    const faults = await portFaults({ ...plan, services });
    expect(faults).toEqual([
      `order-processor and order-api both want port ${port}: change ORDER_PROCESSOR_PORT`,
      `order-api and order-processor both want port ${port}: change ORDER_API_PORT`,
    ]);
  });
});
