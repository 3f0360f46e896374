import type { OrderWalk, ToldOrder, WalkQuery } from '@ofs/order-store';
import { toOrderDto } from '../orders/order-view';
import type { Progress } from './progress';

/** The lines of all orders that match, some at a time. What cannot be read is named to `progress`, and left out. */
export async function* exportLines(walk: OrderWalk, query: WalkQuery, progress: Progress): AsyncGenerator<string> {
  for await (const { orders, unreadable } of walk.pages(query)) {
    if (orders.length > 0) yield orders.map(lineOf).join('');
    progress.tell(orders.length, orders.at(-1)?.order.createdAt, unreadable);
  }
}

/** The order as `GET /v1/orders/{id}` shows it, and the entries of its timeline in place of what only a client of the API can use. */
function lineOf({ order, timeline }: ToldOrder): string {
  const { links: _, supportedActions: _a, ...shown } = toOrderDto(order);
  return `${JSON.stringify({ ...shown, timeline })}\n`;
}
