import type { HttpClient } from '@ofs/testing';
import { quantile } from '../statistics';
import { sampleOrder } from '../sample-order';

export const CONNECTIONS = 64;

export interface Answered {
  seconds: number;
  p50Ms: number;
  p99Ms: number;
}

/** Places orders with these numbers, one after the other on each connection. */
export async function placeOrders(http: HttpClient, count: number, firstNumber: number): Promise<Answered> {
  const latencies: number[] = [];
  let next = 0;
  const place = async (): Promise<void> => {
    while (next < count) {
      const order = sampleOrder(firstNumber + next++);
      const sentAt = performance.now();
      const headers = { 'content-type': 'application/json', 'idempotency-key': order.reference };
      const { status, text } = await http.post('/v1/orders', JSON.stringify(order), headers);
      if (status !== 202) throw new Error(`An order was answered ${status}: ${text}`);
      latencies.push(performance.now() - sentAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, place));
  const seconds = (performance.now() - startedAt) / 1_000;
  latencies.sort((one, other) => one - other);
  return { seconds, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
}
