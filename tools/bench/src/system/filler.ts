import { ORDERS_QUEUE } from '@ofs/contracts';
import { OrderIntake, OrderReader } from '@ofs/order-store';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { sampleOrder, totalOf } from '../sample-order';

/** While Redis carries out the call of one, the next one's is made ready. */
const PRODUCERS = 2;
/** Two full calls of each. */
const AT_ONCE = 256;
/** A disk that stalls for a moment must not end the benchmark before it has begun. */
const COMMAND_TIMEOUT_MS = 30_000;
const KEY_TTL_MS = 24 * 3_600_000;

/**
 * Places orders with these numbers as the API does, through its own code, but without HTTP in between.
 * @throws the signal's reason when that comes first
 */
export async function fill(redisUrl: string, count: number, firstNumber: number, signal: AbortSignal): Promise<void> {
  const connections = Array.from(
    { length: PRODUCERS },
    () => new RedisConnections({ url: redisUrl, commandTimeoutMs: COMMAND_TIMEOUT_MS }),
  );
  try {
    await Promise.all(connections.map((each) => each.onModuleInit()));
    const intakes = connections.map(
      (each) => new OrderIntake(new QueueProducer(each, { name: ORDERS_QUEUE }), new OrderReader(each)),
    );
    let next = 0;
    const place = async (intake: OrderIntake): Promise<void> => {
      while (next < count) {
        signal.throwIfAborted();
        const order = sampleOrder(firstNumber + next++);
        const key = { key: order.reference, ttlMs: KEY_TTL_MS };
        await intake.accept({ ...order, totalAmount: totalOf(order) }, 'bench', key);
      }
    };
    await Promise.all(intakes.flatMap((intake) => Array.from({ length: AT_ONCE }, () => place(intake))));
  } finally {
    await Promise.all(connections.map((each) => each.onApplicationShutdown()));
  }
}
