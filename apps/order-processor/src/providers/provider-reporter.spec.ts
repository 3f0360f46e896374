import { ProviderStates } from '@ofs/order-store';
import { RedisStreamsServer } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { register } from 'prom-client';
import { Processor } from '../../test/processor';
import { Carrier } from './carrier.service';
import { ProviderReporter } from './provider-reporter.service';
import { ProviderUnavailableError } from './provider-errors';

const redis = useRedis();
let processor: Processor;
beforeAll(async () => {
  processor = await Processor.start(redis.url, () => undefined, { breakerFailures: 1 });
});
afterAll(() => processor.stop());

const told = () => processor.app.get(ProviderStates).toldBy([processor.app.get(RedisStreamsServer).consumer]);

it('tells when it starts, and as soon as a provider is found to be down', async () => {
  await eventually(async () =>
    expect(await told()).toMatchObject([
      { name: 'payment gateway', state: 'closed', consumers: 1 },
      { name: 'carrier', state: 'closed', consumers: 1 },
    ]),
  );
  const { breaker } = processor.app.get(Carrier);
  await breaker
    .run(() => Promise.reject(new ProviderUnavailableError('carrier', 'answered 503')))
    .catch(() => undefined);
  await eventually(async () => expect((await told())[1]).toMatchObject({ name: 'carrier', state: 'open' }));
  expect(await register.getSingleMetricAsString('provider_breaker')).toMatch(
    /{provider="carrier",state="open"} 1\n.*{provider="carrier",state="half-open"} 0/,
  );
});

it('does not mind that Redis is away', async () => {
  await redis.server.kill();
  await processor.app.get(ProviderReporter).runOnce();
  await redis.server.restart();
  await eventually(async () => {
    await processor.app.get(ProviderReporter).runOnce();
    expect(await told()).toHaveLength(2);
  });
});
