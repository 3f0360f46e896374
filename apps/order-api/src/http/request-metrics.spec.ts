import { eventually, useRedis } from '@ofs/testing';
import { useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

/** How many requests were counted, by the labels of their series. */
async function counted(): Promise<Map<string, number>> {
  const { text } = await api.get('/metrics');
  const lines = text.matchAll(/^http_request_duration_seconds_count\{(.*)\} (\d+)$/gm);
  return new Map([...lines].map(([, labels, count]) => [labels!, Number(count)]));
}

it('counts requests by method, route and status, whatever their paths', async () => {
  for (let i = 0; i < 3; i++) {
    const { body } = await api.place(anOrder());
    await api.get(`/v1/orders/${body['id'] as string}`);
    await api.get(`/v1/orders/unknown-${i}`);
    await api.get(`/nope/${i}`);
    await api.fetch(`/v1/orders/unknown-${i}`, { method: 'PATCH' });
  }
  // An answer is counted when it is sent, which is a moment after it arrives.
  await eventually(async () => {
    const counts = await counted();
    expect(counts.get('method="POST",route="/v1/orders",status="202"')).toBe(3);
    expect(counts.get('method="GET",route="/v1/orders/:id",status="200"')).toBe(3);
    expect(counts.get('method="GET",route="/v1/orders/:id",status="404"')).toBe(3);
    expect(counts.get('method="GET",route="",status="404"')).toBe(3);
    expect(counts.get('method="PATCH",route="/v1/orders/:id",status="405"')).toBe(3);
    expect([...counts.keys()].join()).not.toMatch(/unknown|nope|ord_/);
  });
});

it('tells how long they took, in seconds', async () => {
  await api.place(anOrder());
  await eventually(async () => {
    const { text } = await api.get('/metrics');
    const [, sum] = /_sum\{method="POST",route="\/v1\/orders",status="202"\} (.*)$/m.exec(text)!;
    expect(Number(sum)).toBeGreaterThan(0);
    expect(Number(sum)).toBeLessThan(60);
    expect(text).toMatch(/_bucket\{le="10",method="POST",route="\/v1\/orders",status="202"\} [1-9]/);
  });
});
