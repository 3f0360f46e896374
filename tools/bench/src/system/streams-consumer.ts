import { type Delivery, type RedisConnections, RedisStreamsServer } from '@ofs/redis-queue';
import { type Consumed, Drain } from './drain';

export interface ConsumerOptions {
  queue: string;
  type: string;
  /** @default that of order-processor */
  concurrency?: number;
}

/** Consumes so many messages of our queue, from where it begins; the handler settles each. */
export async function consume(
  connections: RedisConnections,
  { queue, type, concurrency = 50 }: ConsumerOptions,
  messages: number,
  handle: (data: unknown, delivery: Delivery) => Promise<void>,
): Promise<Consumed> {
  const server = new RedisStreamsServer(connections, {
    queue: { name: queue },
    group: 'order-processor',
    types: [type],
    concurrency,
    // From here on order-processor's defaults.
    leaseMs: 30_000,
    blockMs: 1_000,
    maxAttempts: 20,
    maxDeliveries: 5,
    backoff: { baseMs: 1_000, capMs: 300_000 },
    deadLetters: { maxCount: 100_000, maxAgeMs: 30 * 86_400_000 },
    drainMs: 20_000,
  });
  const drain = new Drain(messages);
  const handleOne = async (data: unknown, delivery: Delivery): Promise<void> => {
    drain.begin();
    await handle(data, delivery);
    drain.settle();
  };
  server.addHandler(type, handleOne, true);
  await new Promise<void>((resolve, reject) =>
    server.listen((error) => (error instanceof Error ? reject(error) : resolve())),
  );
  await drain.done;
  await server.close();
  return drain.figures();
}
