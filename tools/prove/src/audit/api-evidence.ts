import type { OrderDto, StockDto, TimelineEntryDto } from '@ofs/contracts';
import type { HttpClient } from '@ofs/testing';
import type { ShownOrder, WaitingOrder } from './evidence';
import { unitsOf } from './parcels';

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
  for await (const { id } of ordersOf(http)) ids.push(id);
  return ids;
}

/** The orders that wait for stock, each with the SKUs of which there is too little for it now. */
export async function listWaiting(http: HttpClient): Promise<WaitingOrder[]> {
  const waiting: WaitingOrder[] = [];
  for await (const order of ordersOf(http, 'status=backordered&')) {
    const lacks: string[] = [];
    for (const [sku, units] of unitsOf(order)) {
      const stock = await ask<StockDto>(http, `/v1/inventory/${encodeURIComponent(sku)}`);
      if (stock !== undefined && stock.available < units) lacks.push(sku);
    }
    waiting.push({ id: order.id, lacks });
  }
  return waiting;
}

async function* ordersOf(http: HttpClient, filter = ''): AsyncGenerator<OrderDto> {
  let next: string | undefined = `/v1/orders?${filter}limit=${PAGE}`;
  while (next !== undefined) {
    const { text, headers } = await http.get(next);
    yield* (JSON.parse(text) as { orders: OrderDto[] }).orders;
    next = /<([^>]+)>; *rel="next"/.exec(String(headers.link ?? ''))?.[1];
  }
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
