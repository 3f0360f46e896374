import { STOCK_ARRIVED } from '@ofs/contracts';
import type { StockedOrder } from '../src/stock-lines';
import { anOrderOf, type Store } from './store-kit';

export const RESERVED = { outcome: 'reserved' };
export const lacking = (...skus: string[]) => ({ outcome: 'lacking', skus });

/** What tests ask and do about a store's stock. */
export function stockKit(store: () => Store) {
  /** onHand, reserved and available of a SKU. */
  async function levels(sku: string): Promise<number[]> {
    const { onHand, reserved: taken, available } = (await store().stock.get(sku))!;
    return [onHand, taken, available];
  }

  /** The SKUs whose arrival was told of. */
  async function arrivals(): Promise<string[]> {
    const entries = await store().redis.xrange('{orders:0}:stream', '-', '+');
    const messages = entries.map(([, [, wire]]) => JSON.parse(wire!) as { type: string; data: { sku: string } });
    return messages.filter(({ type }) => type === STOCK_ARRIVED).map(({ data }) => data.sku);
  }

  /** The orders that wait for a SKU, each with its need. */
  function waiting(sku: string): Promise<string[]> {
    return store().redis.zrange(`{orders:0}:backorders:${sku}`, '0', '-1', 'WITHSCORES');
  }

  async function reserved(...lines: [string, number][]): Promise<StockedOrder> {
    const order = anOrderOf(...lines);
    expect(await store().stock.reserve(order)).toEqual(RESERVED);
    return order;
  }

  async function backordered(...lines: [string, number][]): Promise<StockedOrder> {
    const order = anOrderOf(...lines);
    expect(await store().stock.reserve(order)).toMatchObject({ outcome: 'lacking' });
    return order;
  }

  return { levels, arrivals, waiting, reserved, backordered };
}
