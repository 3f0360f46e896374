import { newOrderId, orderIdPrefix, ORDERS_QUEUE } from '@ofs/contracts';
import { DeadLetters, QueueProducer, RecordWriter, RedisConnections } from '@ofs/redis-queue';
import type { SuiteRedis } from '@ofs/testing';
import { Redis } from 'ioredis';
import { backorderEndsKey } from '../src/keys';
import type { NewOrder } from '../src/order';
import { OrderControl } from '../src/order-control.service';
import { OrderIntake } from '../src/order-intake.service';
import { OrderList } from '../src/order-list.service';
import { OrderReader } from '../src/order-reader.service';
import { OrderReplay } from '../src/order-replay.service';
import { ProviderStates } from '../src/provider-states.service';
import { Backorders } from '../src/backorders.service';
import { StockList } from '../src/stock-list.service';
import { Stock } from '../src/stock.service';
import type { StockedOrder } from '../src/stock-lines';
import { acceptance, moved } from '../src/transition';

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
export async function openStore(suiteRedis: SuiteRedis, partitions = 1) {
  const connections = new RedisConnections({ url: suiteRedis.url, cluster: suiteRedis.cluster });
  await connections.onModuleInit();
  await Promise.all(connections.servers.map((server) => server.flushall()));
  const producer = new QueueProducer(connections, { name: ORDERS_QUEUE, partitions });
  const reader = new OrderReader(connections);
  const writer = new RecordWriter(connections);
  const deadLetters = new DeadLetters(connections, { name: ORDERS_QUEUE, partitions });
  const stock = new Stock(connections, producer);
  const server = await suiteRedis.serverOf(backorderEndsKey(0));
  const redis = new Redis(server.url);
  redis.on('error', () => undefined); // tests that stop Redis expect it
  return {
    connections,
    /** The server of partition 0, and a connection to it, to look and meddle with. */
    server,
    redis,
    producer,
    reader,
    writer,
    deadLetters,
    control: new OrderControl(reader, writer, producer, deadLetters),
    intake: new OrderIntake(producer, reader),
    replay: new OrderReplay(deadLetters, reader),
    list: new OrderList(connections, producer, reader),
    providers: new ProviderStates(connections),
    stock,
    stockList: new StockList(connections, stock),
    backorders: new Backorders(connections, producer),
    close: async () => {
      redis.disconnect();
      await connections.onApplicationShutdown();
    },
  };
}

export type Store = Awaited<ReturnType<typeof openStore>>;

const DAY_MS = 86_400_000;

const ways = {
  completed: ['order.reserved', 'order.authorized', 'order.shipped', 'order.completed'],
  cancelled: ['order.cancel_requested', 'order.cancelled'],
  failed: ['order.failed'],
} as const;

export interface OldOrder {
  madeDaysAgo: number;
  /** When it came to its status. @default when it was made */
  endedDaysAgo?: number;
  /** @default 'completed' */
  status?: keyof typeof ways;
  partition?: number;
  overrides?: Partial<NewOrder>;
}

/** Writes an order as it would be there if it had been made then. Resolves to its id. */
export async function anOldOrder(
  { writer }: Store,
  { madeDaysAgo, endedDaysAgo = madeDaysAgo, status = 'completed', partition = 0, overrides }: OldOrder,
): Promise<string> {
  const madeAt = Date.now() - madeDaysAgo * DAY_MS;
  const id = orderIdPrefix(madeAt) + newOrderId(partition).slice(orderIdPrefix(madeAt).length);
  let { order, writes } = acceptance({ ...anOrder(overrides), id, createdAt: new Date(madeAt).toISOString() }, 'test');
  await writer.write(writes);
  const doer = { actor: 'test', time: new Date(Date.now() - endedDaysAgo * DAY_MS).toISOString() };
  for (const type of ways[status]) {
    ({ order, writes } = moved(order, type, doer));
    await writer.write(writes);
  }
  return id;
}
