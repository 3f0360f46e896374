import { Injectable } from '@nestjs/common';
import { STOCK_ARRIVED, type StockArrivedMessage, type StockDto } from '@ofs/contracts';
import {
  type EnqueueOptions,
  QueueProducer,
  READ_INPUT,
  RedisConnections,
  Script,
  ScriptInput,
  type Write,
} from '@ofs/redis-queue';
import { enqueueConfirmed } from './enqueue-confirmed';
import { STOCK_PARTITION, stockKeys } from './keys';
import { STOCK_LINES, type StockedOrder, stockInput, WAITING } from './stock-lines';

/** `lacking`: nothing is reserved, and the order waits for these SKUs; `released`: never again, as the order was given up. */
export type Reservation = { outcome: 'reserved' } | { outcome: 'lacking'; skus: string[] } | { outcome: 'released' };

/** For how long the message that says that units arrived may wait until a further one is sent after it, in milliseconds. */
const ARRIVED_TTL_MS = 60_000;

/**
 * Says how many units of a SKU are there, but for those that somebody waits for and can have: to say that and to tell them has to be one
 * step. Where a message that tells them waits already, it is set.
 * KEYS  stock, backorders, arrived   ARGV  onHand, now
 * Returns { 'set' | 'awaited', how many are reserved }
 */
const set = new Script<['set' | 'awaited', number]>(`${READ_INPUT}${WAITING}
local stock, backorders, arrived, onHand, now = key(), key(), key(), arg(), arg()
local reserved = tonumber(redis.call('HGET', stock, 'reserved') or 0)
local awaited = fitsAnyone(backorders, tonumber(onHand) - reserved) and redis.call('EXISTS', arrived) == 0
if awaited then return { 'awaited', reserved } end

redis.call('HSET', stock, 'onHand', onHand, 'updatedAt', now)
return { 'set', reserved }
`);

/**
 * Reserves all that an order needs, or nothing: then the order waits for each SKU of which there is too little.
 * KEYS  reservation, then for each SKU: stock, backorders   ARGV  orderId, now, count, then for each SKU: sku, quantity
 * Returns { 'reserved' } | { 'lacking', each SKU that is } | { 'released' }
 */
const reserve = new Script<[Reservation['outcome'], ...skus: string[]]>(`${READ_INPUT}${WAITING}${STOCK_LINES}
local state = redis.call('HGET', reservation, 'state')
if state == 'released' then return { 'released' } end
if state then return { 'reserved' } end

local lacking, kept = { 'lacking' }, { 'state', 'reserved' }
for _, line in ipairs(lines) do
  if line.tracked then
    kept[#kept + 1] = 'sku:' .. line.sku
    kept[#kept + 1] = line.quantity
    line.lacks = available(line) < tonumber(line.quantity)
    if line.lacks then lacking[#lacking + 1] = line.sku end
  end
end

if #lacking == 1 then
  redis.call('HSET', reservation, unpack(kept))
  for _, line in ipairs(lines) do
    if line.tracked then
      line.reserved = line.reserved + tonumber(line.quantity)
      writeStock(line)
      redis.call('ZREM', line.backorders, orderId)
    end
  end
  return { 'reserved' }
end

-- Who stayed in the list of a SKU that there is enough of would be woken for it, and keep it from the next.
for _, line in ipairs(lines) do
  if line.lacks then redis.call('ZADD', line.backorders, line.quantity, orderId)
  elseif line.tracked then redis.call('ZREM', line.backorders, orderId) end
end
return lacking
`);

/**
 * Takes what is reserved for an order out of the stock. Only the state remains of the reservation.
 * KEYS, ARGV  as those of `reserve`
 * Returns 'shipped' | 'released' (nothing was done)
 */
const ship = new Script<'shipped' | 'released'>(`${READ_INPUT}${WAITING}${STOCK_LINES}
local state = redis.call('HGET', reservation, 'state')
if state == 'shipped' or state == 'released' then return state end

redis.call('HSET', reservation, 'state', 'shipped')
for _, line in ipairs(lines) do
  local quantity = held(line)
  if quantity > 0 then
    line.onHand, line.reserved = line.onHand - quantity, line.reserved - quantity
    writeStock(line)
    redis.call('HDEL', reservation, 'sku:' .. line.sku)
  end
end
return 'shipped'
`);

/**
 * Gives back what is reserved for an order, if anything, and leaves a mark that it is to have nothing from now on.
 * KEYS, ARGV  as those of `reserve`
 * Returns { 'released', each SKU that somebody waits for and can have now } | { 'shipped' } (nothing was done)
 */
const release = new Script<['released' | 'shipped', ...awaited: string[]]>(`${READ_INPUT}${WAITING}${STOCK_LINES}
local state = redis.call('HGET', reservation, 'state')
if state == 'shipped' then return { 'shipped' } end

redis.call('HSET', reservation, 'state', 'released')
local result = { 'released' }
for _, line in ipairs(lines) do
  redis.call('ZREM', line.backorders, orderId)
  local quantity = held(line)
  if quantity > 0 then
    line.reserved = line.reserved - quantity
    writeStock(line)
    redis.call('HDEL', reservation, 'sku:' .. line.sku)
  end
  -- Also of a repeat: whoever released first may have died before it could tell.
  if line.tracked and fitsAnyone(line.backorders, available(line)) then result[#result + 1] = line.sku end
end
return result
`);

/**
 * How much there is of each SKU, and who has it. Each method may be repeated, and has to be when it throws: what it was to do may have been done.
 * A SKU of which it was never said how much there is is not tracked, and always available.
 */
@Injectable()
export class Stock {
  constructor(
    private readonly connections: RedisConnections,
    private readonly producer: QueueProducer,
  ) {}

  /**
   * Makes a SKU tracked, or says anew how many units of it are there, those that are reserved included. Orders that waited for them are told.
   * @throws RedisUnavailableError
   */
  async set(sku: string, onHand: number): Promise<StockDto> {
    const { stock, backorders, arrived } = stockKeys(sku);
    const updatedAt = new Date().toISOString();
    const input = new ScriptInput().key(stock, backorders, arrived).arg(onHand, updatedAt);
    const [outcome, reserved] = await this.connections.ask((redis) => set.run(redis, input));
    // The message goes with the write: stock of which nobody told those who wait would lie there until more comes.
    if (outcome === 'awaited') await this.announce(sku, [['HSET', stock, 'onHand', onHand, 'updatedAt', updatedAt]]);
    return { sku, onHand, reserved, available: onHand - reserved, updatedAt };
  }

  /** Resolves to undefined for a SKU that is not tracked. @throws RedisUnavailableError */
  async get(sku: string): Promise<StockDto | undefined> {
    const [onHand, reserved, updatedAt] = await this.connections.ask((redis) =>
      redis.hmget(stockKeys(sku).stock, 'onHand', 'reserved', 'updatedAt'),
    );
    if (!onHand || !updatedAt) return undefined;
    const [there, taken] = [Number(onHand), Number(reserved)];
    return { sku, onHand: there, reserved: taken, available: there - taken, updatedAt };
  }

  /**
   * Reserves all that the order needs, once, or nothing. An order that lacks something waits for it from then on, at the place of its
   * age, and gets a message when it is there.
   * @throws RedisUnavailableError
   */
  async reserve(order: StockedOrder): Promise<Reservation> {
    const [outcome, ...skus] = await this.connections.ask((redis) => reserve.run(redis, stockInput(order)));
    return outcome === 'lacking' ? { outcome, skus } : { outcome };
  }

  /**
   * Takes what is reserved for the order out of the stock, once. Resolves to `released`, with nothing done, when it was given back before.
   * @throws RedisUnavailableError
   */
  async ship(order: StockedOrder): Promise<'shipped' | 'released'> {
    return this.connections.ask((redis) => ship.run(redis, stockInput(order)));
  }

  /**
   * Gives back what is reserved for the order, once, and takes it from among those who wait; who waited for what was given back is told. From
   * then on nothing is reserved for it: a `reserve` that comes late is refused. Resolves to `shipped`, with nothing done, when it is too late.
   * @throws RedisUnavailableError
   */
  async release(order: StockedOrder): Promise<'released' | 'shipped'> {
    const [outcome, ...awaited] = await this.connections.ask((redis) => release.run(redis, stockInput(order)));
    await Promise.all(awaited.map((sku) => this.announceOnce(sku)));
    return outcome;
  }

  /**
   * Resolves to how many units are available of a SKU whose arrival is being handled. What arrives from now on is told of anew.
   * @throws RedisUnavailableError
   */
  async hearArrival(sku: string): Promise<number> {
    // Before it is asked what there is: who arrives in between must not be left to a message that has been handled.
    await this.connections.ask((redis) => redis.del(stockKeys(sku).arrived));
    return (await this.get(sku))?.available ?? 0;
  }

  /** Has those who wait for a SKU looked at again after some milliseconds. @throws RedisUnavailableError */
  async lookAgain(sku: string, delayMs: number): Promise<void> {
    await this.tellArrived(sku, { delayMs });
  }

  /** One message is enough for all units that arrive while it waits: each would wake as many orders as there are units by then. */
  private async announceOnce(sku: string): Promise<void> {
    const announced = await this.connections.ask((redis) => redis.exists(stockKeys(sku).arrived));
    if (announced === 0) await this.announce(sku);
  }

  private async announce(sku: string, writes: Write[] = []): Promise<void> {
    const mark: Write = ['SET', stockKeys(sku).arrived, '1', 'PX', ARRIVED_TTL_MS];
    await this.tellArrived(sku, { writes: { writes: [mark, ...writes] } });
  }

  private async tellArrived(sku: string, options: EnqueueOptions): Promise<void> {
    const data: StockArrivedMessage = { sku };
    const message = { type: STOCK_ARRIVED, source: 'stock', subject: sku, data };
    await enqueueConfirmed(this.producer, message, { partition: STOCK_PARTITION, ...options });
  }
}
