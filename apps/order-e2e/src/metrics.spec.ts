import { eventually } from '@ofs/testing';
import { documentedMetrics } from '../test/documented-metrics';
import { useSystem } from '../test/system';

const system = useSystem();

/** The samples of a service's metrics, by name and labels. */
async function metricsOf(url: string): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

it('tell what came in, what became of it, and how the queue stands', async () => {
  const ids = await system().placeMany(5);
  await system().place({}, { 'idempotency-key': 'once' });
  await system().place({}, { 'idempotency-key': 'once' });
  await system().untilStatus(await system().place({ payment: { token: 'tok_capture_decline' } }), 'failed');
  await system().untilStatus(await system().place({ payment: { token: 'tok_flaky_1' } }), 'completed');
  await system().expectFulfilledOnce(ids);

  await eventually(async () => {
    const api = await metricsOf(system().api.url);
    expect(api.get('queue_enqueued_total{queue="orders",outcome="appended"}')).toBe(8);
    expect(api.get('queue_enqueued_total{queue="orders",outcome="duplicate"}')).toBe(1);
    expect(api.get('queue_backlog{queue="orders"}')).toBe(0);
    expect(api.get('queue_dead{queue="orders"}')).toBe(1);
    expect(api.get('queue_consumers{queue="orders"}')).toBe(1);
    expect(api.get('orders{status="completed"}')).toBe(7);
    expect(api.get('orders{status="failed"}')).toBe(1);
    expect(api.get('orders{status="backordered"}')).toBe(0);

    const processor = await metricsOf(system().processors[0]!.url);
    expect(processor.get('queue_settled_total{queue="orders",outcome="acknowledge"}')).toBe(7);
    expect(processor.get('queue_settled_total{queue="orders",outcome="retry"}')).toBe(1);
    expect(processor.get('queue_settled_total{queue="orders",outcome="dead-letter"}')).toBe(1);
    expect(processor.get('queue_handler_seconds_count{queue="orders",result="returned"}')).toBe(7);
    expect(processor.get('queue_wait_seconds_count{queue="orders"}')).toBe(9);
    expect(processor.get('provider_breaker{provider="carrier",state="closed"}')).toBe(1);
    expect(processor.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  });
});

it('are in the README, and nothing else is', async () => {
  const served = await Promise.all(
    [system().api, system().processors[0]!].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
  );
  const names = [...served.join('\n').matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!);
  const ours = names.filter((name) => !/^(process|nodejs)_/.test(name));
  expect(documentedMetrics().sort()).toEqual([...new Set(ours)].sort());
});

it('can be scraped while Redis is away', async () => {
  await system().redis.kill();
  const metrics = await metricsOf(system().api.url);
  expect(metrics.has('queue_backlog{queue="orders"}')).toBe(false);
  expect(metrics.has('orders{status="completed"}')).toBe(false);
  await system().redis.restart();
});
