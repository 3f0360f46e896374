import { RedisConnections } from '@ofs/redis-queue';
import { answerOn } from '../system/answering';
import { consume } from '../system/streams-consumer';
import { end, QUEUE, TYPE } from './messages';

/** What a consumer of either kind is asked. */
export interface Task {
  orders: number;
  concurrency: number;
}

// Our consumer: `node consumer.js <Redis' URL> <port>`. Its handler does nothing but acknowledge, with what belongs to that.

void main();

async function main(): Promise<void> {
  const [url = '', port] = process.argv.slice(2);
  const connections = new RedisConnections({ url });
  await connections.onModuleInit();
  answerOn(Number(port), ({ orders, concurrency }: Task) =>
    consume(connections, { queue: QUEUE, type: TYPE, concurrency }, orders, (_, delivery) =>
      delivery.acknowledge(end(delivery.message.subject)),
    ),
  );
}
