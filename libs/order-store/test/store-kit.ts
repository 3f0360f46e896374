import { ORDERS_QUEUE } from '@ofs/contracts';
import { DeadLetters, QueueProducer, RecordWriter, RedisConnections } from '@ofs/redis-queue';
import type { NewOrder } from '../src/order-intake.service';
import { OrderControl } from '../src/order-control.service';
import { OrderIntake } from '../src/order-intake.service';
import { OrderList } from '../src/order-list.service';
import { OrderReader } from '../src/order-reader.service';
import { OrderReplay } from '../src/order-replay.service';

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

/** The store's parts on a Redis that is emptied first. Close it at the end. */
export async function openStore(url: string, partitions = 1) {
  const connections = new RedisConnections({ url });
  await connections.onModuleInit();
  await connections.commands.flushall();
  const producer = new QueueProducer(connections, { name: ORDERS_QUEUE, partitions });
  const reader = new OrderReader(connections);
  const writer = new RecordWriter(connections);
  const deadLetters = new DeadLetters(connections, { name: ORDERS_QUEUE, partitions });
  return {
    connections,
    redis: connections.commands,
    producer,
    reader,
    writer,
    deadLetters,
    control: new OrderControl(reader, writer, producer, deadLetters),
    intake: new OrderIntake(producer, reader),
    replay: new OrderReplay(deadLetters, reader),
    list: new OrderList(connections, producer, reader),
    close: () => connections.onApplicationShutdown(),
  };
}

export type Store = Awaited<ReturnType<typeof openStore>>;
