import { ScriptInput } from '@ofs/redis-queue';
import { reservationKey, stockKeys } from './keys';
import type { AcceptedOrder } from './order';

/** What stock needs to know of an order. */
export type StockedOrder = Pick<AcceptedOrder, 'id'> & { lines: readonly { sku: string; quantity: number }[] };

/** What every script about an order's stock reads, with `STOCK_LINES`: its reservation, its id, the time, what it needs of each SKU. */
export function stockInput(order: StockedOrder): ScriptInput {
  const needs = needsOf(order);
  const input = new ScriptInput().key(reservationKey(order.id)).arg(order.id, new Date().toISOString(), needs.size);
  for (const [sku, quantity] of needs) {
    const { stock, backorders } = stockKeys(sku);
    input.key(stock, backorders).arg(sku, quantity);
  }
  return input;
}

/** Lines that name a SKU again add up: each of them alone might still fit. */
function needsOf({ lines }: StockedOrder): Map<string, number> {
  const needs = new Map<string, number>();
  for (const { sku, quantity } of lines) needs.set(sku, (needs.get(sku) ?? 0) + quantity);
  return needs;
}

/** Lua: whether one of those that wait for a SKU needs no more than there is. The first of them needs least. */
export const WAITING = `
local function fitsAnyone(backorders, available)
  local least = redis.call('ZRANGE', backorders, 0, 0, 'WITHSCORES')[2]
  return least and tonumber(least) <= available
end
`;

/** Lua, after `READ_INPUT` and `WAITING`: reads what `stockInput` added; how a line's SKU stands; writes how it stands then. */
export const STOCK_LINES = `
local reservation, orderId, now, lines = key(), arg(), arg(), {}
for i = 1, tonumber(arg()) do
  local stock, backorders, sku, quantity = key(), key(), arg(), arg()
  local onHand, reserved = unpack(redis.call('HMGET', stock, 'onHand', 'reserved'))
  lines[i] = {
    stock = stock, backorders = backorders, sku = sku, quantity = quantity,
    tracked = onHand, onHand = tonumber(onHand or 0), reserved = tonumber(reserved or 0),
  }
end
local function available(line) return line.onHand - line.reserved end
local function held(line)
  return line.tracked and tonumber(redis.call('HGET', reservation, 'sku:' .. line.sku) or 0) or 0
end
local function writeStock(line)
  redis.call('HSET', line.stock, 'onHand', line.onHand, 'reserved', line.reserved, 'updatedAt', now)
end
`;
