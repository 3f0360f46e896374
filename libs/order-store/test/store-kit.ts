import { newOrderId, ORDERS_QUEUE } from '@ofs/contracts';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import type { NewOrder } from '../src/order-intake.service';
import { OrderIntake } from '../src/order-intake.service';
import { OrderList } from '../src/order-list.service';
import { OrderReader } from '../src/order-reader.service';
import { Backorders } from '../src/backorders.service';
import { Stock } from '../src/stock.service';
import type { StockedOrder } from '../src/stock-lines';

export function anOrder(overrides: Partial<NewOrder> = {}): NewOrder {
  return {
    reference: '536365',
    customerId: '17850',
    currency: 'GBP',
    lines: [{ sku: '85123A', quantity: 6, unitPrice: 255 }],
    shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
    payment: { token: 'tok_ok' },
    totalAmount: 1_530,
    ...overrides,
  };
}

/** What an order with these lines needs: `anOrderOf(['A', 2], ['B', 1])`. */
export function anOrderOf(...lines: [sku: string, quantity: number][]): StockedOrder {
  return { id: newOrderId(0), lines: lines.map(([sku, quantity]) => ({ sku, quantity })) };
}

/** The store's parts on a Redis that is emptied first. Close it at the end. */
export async function openStore(url: string, partitions = 1) {
  const connections = new RedisConnections({ url });
  await connections.onModuleInit();
  await connections.commands.flushall();
  const producer = new QueueProducer(connections, { name: ORDERS_QUEUE, partitions });
  const reader = new OrderReader(connections);
  return {
    connections,
    redis: connections.commands,
    producer,
    reader,
    intake: new OrderIntake(producer, reader),
    list: new OrderList(connections, producer, reader),
    stock: new Stock(connections, producer),
    backorders: new Backorders(connections, producer),
    close: () => connections.onApplicationShutdown(),
  };
}

export type Store = Awaited<ReturnType<typeof openStore>>;
