import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@ofs/testing';
import { useSystem } from '../test/system';

const system = useSystem({ processors: 0 });
afterEach(() => system().endProcessors('kill'));

describe('SIGTERM', () => {
  it('lets a processor finish what it has in hand', async () => {
    const processor = await system().startProcessor();
    const ids = await system().placeMany(5, { payment: { token: 'tok_slow_500' } });
    await eventually(async () => expect((await system().queue()).inFlight).toBe(5));
    expect(await processor.stop()).toBe(0);
    for (const id of ids) expect((await system().order(id)).status).toBe('completed');
    expect(await system().queue()).toMatchObject({ backlog: 0, inFlight: 0 });
  });

  it('makes it hand back what takes too long, at once and without counting an attempt', async () => {
    const leaseMs = 600_000; // whoever waits for that waits in vain
    const processor = await system().startProcessor({
      DRAIN_MS: '100',
      LEASE_MS: String(leaseMs),
      PROVIDER_TIMEOUT_MS: '10000',
    });
    const id = await system().place({ payment: { token: 'tok_slow_3000' } });
    await eventually(async () => expect((await system().queue()).inFlight).toBe(1));
    expect(await processor.stop()).toBe(0);
    await system().startProcessor({ LEASE_MS: String(leaseMs), PROVIDER_TIMEOUT_MS: '10000' });
    await system().expectFulfilledOnce([id]);
    expect((await system().timeline(id)).map(({ attempt }) => attempt)).toEqual([null, 1, 1, 1, 1, 1]);
  });

  it('ends the API although a client never finishes its request', async () => {
    const { port } = system().api;
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    client.write(
      'POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    await once(client, 'connect');
    await system().place(); // served after it, so that the unfinished one has arrived
    expect(await system().api.stop()).toBe(0);
    await system().restartApi();
  });

  it('ends an idle processor, the API and the sandbox at once', async () => {
    const processor = await system().startProcessor();
    await system().place();
    const stopped = performance.now();
    expect(await Promise.all([system().api, processor, system().sandbox].map((service) => service.stop()))).toEqual([
      0, 0, 0,
    ]);
    expect(performance.now() - stopped).toBeLessThan(5_000);
  });
});
