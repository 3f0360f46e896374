import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, freePort, ServiceProcess } from '@ofs/testing';
import { useSystem } from '../test/system';

const FAILURES = 5;
const OPEN_MS = 300;
const CONCURRENCY = 10;
const PERIODS = 6;

/** Few attempts: without breakers they would all be gone within a second of an outage. */
const settings = {
  MAX_ATTEMPTS: '5',
  CONCURRENCY: String(CONCURRENCY),
  BREAKER_FAILURES: String(FAILURES),
  BREAKER_OPEN_MS: String(OPEN_MS),
};

const system = useSystem({ processors: 0 });
afterEach(() => system().endProcessors('stop'));

async function failedAttempts(ids: string[]): Promise<number> {
  const timelines = await Promise.all(ids.map((id) => system().timeline(id)));
  return timelines.flat().filter(({ type }) => type === 'attempt.failed').length;
}

async function statesOf(name: string): Promise<string[]> {
  const { providers } = await system().queue();
  return providers.filter((provider) => provider.name === name).map(({ state }) => state);
}

it('an outage of both providers costs no attempts but those that found it out, and no order', async () => {
  await system().startProcessor(settings);
  const before = await system().placeMany(60, { payment: { token: 'tok_slow_50' } });
  // Some orders are at each step.
  await eventually(async () => expect(await system().effects(before[CONCURRENCY]!)).not.toHaveLength(0));
  const outageAt = performance.now();
  await system().sandbox.kill();
  const during = await system().placeMany(60);
  await eventually(async () => expect((await statesOf('payment gateway'))[0]).toMatch(/open/));
  await sleep(PERIODS * OPEN_MS); // the outage: its length is what is tried
  const ids = [...before, ...during];
  expect((await system().queue()).dead).toBe(0);
  await system().restartSandbox();
  const outageMs = performance.now() - outageAt;
  await system().expectFulfilledOnce(ids);

  // For each provider those before its breaker opened, the calls in flight then, and one for each time that it was tried.
  const probes = Math.ceil(outageMs / OPEN_MS);
  const found = FAILURES - 1 + CONCURRENCY;
  expect(await failedAttempts(ids)).toBeLessThanOrEqual(2 * (found + probes));
  await eventually(async () => {
    expect([...(await statesOf('payment gateway')), ...(await statesOf('carrier'))]).toEqual(['closed', 'closed']);
  });
});

it('an outage of the carrier keeps no order from its payment, and those that wait can be cancelled', async () => {
  const port = await freePort();
  await system().startProcessor({ ...settings, CARRIER_URL: `http://127.0.0.1:${port}` });
  const ids = await system().placeMany(40);
  for (const id of ids) await system().untilStatus(id, 'authorized');
  expect(await statesOf('payment gateway')).toEqual(['closed']);
  expect((await statesOf('carrier'))[0]).toMatch(/open/);

  const waiting = await eventually(async () => {
    const orders = await Promise.all(ids.map((id) => system().order(id)));
    const found = orders.find(({ supportedActions }) => supportedActions.includes('cancel'));
    expect(found).toBeDefined();
    return found!.id;
  });
  await system().take(waiting, 'cancel');
  await system().untilStatus(waiting, 'cancelled');

  const carrier = await ServiceProcess.start({ app: 'provider-sandbox', port });
  try {
    for (const id of ids) if (id !== waiting) await system().untilStatus(id, 'completed');
  } finally {
    await carrier.kill();
  }
});
