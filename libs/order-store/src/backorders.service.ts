import { Injectable } from '@nestjs/common';
import { ORDER_ACCEPTED, type OrderAcceptedMessage, partitionOf } from '@ofs/contracts';
import { QueueProducer, READ_INPUT, RedisConnections, Script, ScriptInput } from '@ofs/redis-queue';
import { enqueueConfirmed } from './enqueue-confirmed';
import { stockKeys } from './keys';

/** How many orders are woken in one turn: enough to share a round trip, few enough not to hold Redis up. */
const PAGE = 50;

/** Among how many different needs the oldest orders are looked for, the smallest ones. Those with others have their turn after these. */
const MAX_NEEDS = 20;

/**
 * Takes the oldest of those that wait for a SKU and need no more than there is, as many as share it, and notes that they are about to be
 * woken. Who needs more is not even looked at: there may be a million of them. What an earlier call took and nobody woke comes first.
 * KEYS  backorders, woken   ARGV  units, page, maxNeeds
 * Returns orderId, need, orderId, need, …
 */
const take = new Script<string[]>(`${READ_INPUT}
local backorders, woken, units, page, maxNeeds = key(), key(), tonumber(arg()), tonumber(arg()), tonumber(arg())
local unfinished = redis.call('ZRANGE', woken, 0, page - 1, 'WITHSCORES')
if #unfinished > 0 then return unfinished end

local waiting, need = {}, '0'
for _ = 1, maxNeeds do
  need = redis.call('ZRANGE', backorders, '(' .. need, units, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
  if not need then break end
  for _, id in ipairs(redis.call('ZRANGE', backorders, need, need, 'BYSCORE', 'LIMIT', 0, page)) do
    waiting[#waiting + 1] = { id = id, need = need }
  end
end
table.sort(waiting, function(one, other) return one.id < other.id end)

local taken = {}
for _, order in ipairs(waiting) do
  if #taken == 2 * page then break end
  if tonumber(order.need) <= units then
    units = units - tonumber(order.need)
    taken[#taken + 1] = order.id
    taken[#taken + 1] = order.need
  end
end
for i = 1, #taken, 2 do
  redis.call('ZADD', woken, taken[i + 1], taken[i])
  redis.call('ZREM', backorders, taken[i])
end
return taken
`);

/** Orders that wait for stock. */
@Injectable()
export class Backorders {
  constructor(
    private readonly connections: RedisConnections,
    private readonly producer: QueueProducer,
  ) {}

  /**
   * Gives the oldest orders that wait for the SKU, and whose needs these units cover together, a message to go on by. One that has lost
   * its units to another until then waits again, at its old place.
   * @returns how many units they need; 0 when there is nobody whom the units help
   * @throws RedisUnavailableError: some may have been woken; call it again
   */
  async wake(sku: string, units: number): Promise<number> {
    const { backorders, woken } = stockKeys(sku);
    const input = new ScriptInput().key(backorders, woken).arg(units, PAGE, MAX_NEEDS);
    const taken = await this.connections.ask((redis) => take.run(redis, input));
    if (taken.length === 0) return 0;

    const ids = taken.filter((_, index) => index % 2 === 0);
    const needs = taken.filter((_, index) => index % 2 === 1);
    await Promise.all(ids.map((id) => this.carryOn(id)));
    // Not before all messages are there: who is forgotten without one would wait for nothing. To be woken twice does no harm.
    await this.connections.ask((redis) => redis.zrem(woken, ...ids));
    return needs.reduce((sum, need) => sum + Number(need), 0);
  }

  /** Gives an order a message to go on by. @throws RedisUnavailableError: it may have got it all the same */
  async carryOn(orderId: string): Promise<void> {
    const data: OrderAcceptedMessage = { orderId };
    const message = { type: ORDER_ACCEPTED, source: 'stock', subject: orderId, data };
    await enqueueConfirmed(this.producer, message, { partition: partitionOf(orderId) });
  }
}
