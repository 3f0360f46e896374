import { setTimeout as wait } from 'node:timers/promises';
import { Stock } from '@ofs/order-store';
import { hashTag, type RedisConnections } from '@ofs/redis-queue';
import { unitsOf } from '../audit/parcels';

/** What a busy process takes between two commands: long enough for others to come in between. */
const BETWEEN_MS = 500;

const key = (name: string) => `${hashTag('orders', 0)}:${name}`;

const stock: Pick<Stock, 'reserve' | 'get'> = Stock.prototype;
const { reserve } = stock;
stock.reserve = async function (order) {
  const { commands } = (this as unknown as { connections: RedisConnections }).connections;
  const reservation = key(`reservation:${order.id}`);
  const wanted: { sku: string; units: number; available: number }[] = [];
  for (const [sku, units] of unitsOf(order)) {
    const level = await this.get(sku);
    if (level !== undefined) wanted.push({ sku, units, available: level.available });
  }
  const isMarked = (await commands.exists(reservation)) === 1;
  if (isMarked || wanted.some(({ units, available }) => available < units)) return reserve.call(this, order);

  await wait(BETWEEN_MS);
  const writes = commands.multi().hset(reservation, 'state', 'reserved');
  for (const { sku, units } of wanted) {
    writes.hset(reservation, `sku:${sku}`, units).hincrby(key(`stock:${sku}`), 'reserved', units);
    writes.zrem(key(`backorders:${sku}`), order.id);
  }
  await writes.exec();
  return { outcome: 'reserved' };
};
