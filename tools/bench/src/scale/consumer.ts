import { RedisConnections } from '@ofs/redis-queue';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { MeteredConsumer } from './metered-consumer';

// The process that consumes: `node consumer.js <Redis' URL> <port>`. Asked to (`POST /`, with a number of orders) it consumes
// them, and answers what they took. Any other request is answered with what it takes while it does nothing.

void main();

async function main(): Promise<void> {
  const [url = '', port] = process.argv.slice(2);
  const connections = new RedisConnections({ url });
  await connections.onModuleInit();
  const consumer = new MeteredConsumer(connections);
  const server = createServer((request, response) => {
    const answer =
      request.method === 'POST'
        ? text(request).then((orders) => consumer.consume(Number(orders)))
        : Promise.resolve({ residentBytes: process.memoryUsage.rss() });
    answer.then(
      (figures) => response.end(JSON.stringify(figures)),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  server.listen(Number(port), '127.0.0.1');
}
