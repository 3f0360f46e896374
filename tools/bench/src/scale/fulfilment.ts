import { ORDER_ACCEPTED, type OrderAcceptedMessage, ORDERS_QUEUE, type TransitionType } from '@ofs/contracts';
import { moved, OrderReader } from '@ofs/order-store';
import type { Delivery, RedisConnections } from '@ofs/redis-queue';
import type { Consumed } from '../system/drain';
import { consume } from '../system/streams-consumer';

const steps: TransitionType[] = ['order.reserved', 'order.authorized', 'order.shipped', 'order.completed'];

/**
 * Fulfils so many orders as order-processor does, each step a checkpoint and the last an acknowledgement. But nobody is asked to
 * pay or to ship: that would cost many times what is measured.
 */
export function fulfil(connections: RedisConnections, orders: number): Promise<Consumed> {
  const reader = new OrderReader(connections);
  return consume(connections, { queue: ORDERS_QUEUE, type: ORDER_ACCEPTED }, orders, async (data, delivery) => {
    await takeSteps(reader, (data as OrderAcceptedMessage).orderId, delivery);
  });
}

async function takeSteps(reader: OrderReader, orderId: string, delivery: Delivery): Promise<void> {
  let order = await reader.get(orderId);
  for (const step of steps) {
    const doer = { actor: 'bench', attempt: delivery.attempt, time: new Date().toISOString() };
    const change = moved(order, step, doer);
    await (step === steps.at(-1) ? delivery.acknowledge(change.writes) : delivery.checkpoint(change.writes));
    order = change.order;
  }
}
