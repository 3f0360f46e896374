import { RedisConnections } from '@ofs/redis-queue';
import { answerOn } from '../system/answering';
import { fulfil } from './fulfilment';

// The process that consumes: `node consumer.js <Redis' URL> <port>`. Asked for a number of orders it consumes them, and answers what they took.

void main();

async function main(): Promise<void> {
  const [url = '', port] = process.argv.slice(2);
  const connections = new RedisConnections({ url });
  await connections.onModuleInit();
  answerOn(Number(port), (orders: number) => fulfil(connections, orders));
}
