import type { OrderDto, TimelineEntryDto } from '@ofs/contracts';
import type { HttpClient } from '@ofs/testing';
import type { ShownOrder } from './evidence';

/** How many questions are asked at the same time. */
const CONCURRENCY = 32;
const PAGE = 100;

/** Each of these orders as the API shows it; those that it does not know are left out. */
export async function readOrders(http: HttpClient, ids: Iterable<string>): Promise<Map<string, ShownOrder>> {
  const shown = new Map<string, ShownOrder>();
  const left = [...ids];
  const reader = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const order = await ask<OrderDto>(http, `/v1/orders/${id}`);
      const timeline = await ask<{ entries: TimelineEntryDto[] }>(http, `/v1/orders/${id}/timeline`);
      if (order !== undefined) shown.set(id, { order, timeline: timeline?.entries ?? [] });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, reader));
  return shown;
}

/** The ids of all orders, by following the list from page to page. */
export async function listOrders(http: HttpClient): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined = `/v1/orders?limit=${PAGE}`;
  while (next !== undefined) {
    const { text, headers } = await http.get(next);
    const page = JSON.parse(text) as { orders: OrderDto[] };
    for (const { id } of page.orders) ids.push(id);
    next = /<([^>]+)>; *rel="next"/.exec(String(headers.link ?? ''))?.[1];
  }
  return ids;
}

export async function listDeadLetters(http: HttpClient): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await ask<{ deadLetters: { id: string }[]; nextCursor: string | null }>(
      http,
      `/v1/dead-letters?limit=${PAGE}${from}`,
    );
    for (const { id } of page?.deadLetters ?? []) ids.push(id);
    cursor = page?.nextCursor ?? null;
  }
  return ids;
}

/** Resolves to undefined where nothing is found. @throws when the answer is anything else */
export async function ask<T>(http: HttpClient, path: string): Promise<T | undefined> {
  const { status, text } = await http.get(path);
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}
