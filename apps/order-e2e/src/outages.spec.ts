import { eventually } from '@ofs/testing';
import { anOrder, useSystem } from '../test/system';

const system = useSystem({ processors: 0 });
afterEach(() => system().endProcessors('kill'));

async function statusOf(path: string): Promise<number> {
  return (await fetch(`${system().api.url}${path}`)).status;
}

describe('without a processor', () => {
  it('orders are accepted and wait, and are fulfilled when one comes', async () => {
    const ids = await system().placeMany(50);
    expect(await system().queue()).toMatchObject({ backlog: 50, inFlight: 0 });
    expect((await system().order(ids[0]!)).status).toBe('accepted');
    await system().startProcessor();
    await system().expectFulfilledOnce(ids);
  });
});

describe('a processor that is killed', () => {
  it('loses nothing and repeats nothing: another one carries on', async () => {
    const first = await system().startProcessor();
    const ids = await system().placeMany(60, { payment: { token: 'tok_slow_200' } });
    await eventually(async () => expect((await system().queue()).inFlight).toBeGreaterThan(0));
    await first.kill();
    await system().startProcessor();
    await system().expectFulfilledOnce(ids);
  });
});

describe('a processor that freezes past its lease', () => {
  it('cannot do harm when it wakes', async () => {
    const frozen = await system().startProcessor();
    const ids = await system().placeMany(20, { payment: { token: 'tok_slow_300' } });
    await eventually(async () => expect((await system().queue()).inFlight).toBe(20));
    frozen.freeze();
    await system().startProcessor();
    await system().expectFulfilledOnce(ids);
    frozen.thaw();
    const more = await system().placeMany(40);
    await system().expectFulfilledOnce([...ids, ...more]);
    for (const id of ids)
      expect((await system().timeline(id)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a Redis that is killed', () => {
  it('is told to clients and probes, and comes back with everything in it', async () => {
    await system().startProcessor();
    const ids = await system().placeMany(40, { payment: { token: 'tok_slow_100' } });
    const [waiting] = ids;
    await system().redis.kill();

    const asked = performance.now();
    const refused = await system().post(anOrder());
    expect(refused.status).toBe(503);
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await statusOf(`/v1/orders/${waiting}`)).toBe(503);
    expect(await statusOf('/v1/queue')).toBe(503);
    expect(await statusOf('/health/ready')).toBe(503);
    expect(await statusOf('/health/live')).toBe(200);
    expect((await fetch(`${system().processors[0]!.url}/health/live`)).status).toBe(200);

    await system().redis.restart();
    await eventually(async () => expect(await statusOf('/health/ready')).toBe(200));
    for (const id of ids) expect((await system().order(id)).id).toBe(id);
    await system().expectFulfilledOnce([...ids, await system().place()]);
  });
});

describe('an API that dies before its client has the answer', () => {
  it('makes one order of the request and its repeats', async () => {
    const key = { 'idempotency-key': 'checkout-1' };
    const unanswered = Promise.allSettled(Array.from({ length: 20 }, () => system().post(anOrder(), key)));
    await system().api.kill();
    await unanswered;
    await system().restartApi();
    const answers = await Promise.all([system().post(anOrder(), key), system().post(anOrder(), key)]);
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    await system().startProcessor();
    await system().expectFulfilledOnce([ids[0]!]);
  });
});
