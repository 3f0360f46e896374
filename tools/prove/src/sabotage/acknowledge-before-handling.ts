import type { Delivery, Message } from '@ofs/redis-queue';
import { RedisStreamsServer } from '@ofs/redis-queue';
import { rewriteScripts, withFunction } from './rewrite-scripts';

interface Handling {
  handle: (message: Message, delivery: Delivery) => Promise<void>;
}

const server = RedisStreamsServer.prototype as unknown as Handling;
const { handle } = server;
server.handle = async function (message, delivery) {
  await delivery.acknowledge();
  await handle.call(this, message, delivery);
};

// What is acknowledged has no lease, and could not be worked on any more.
rewriteScripts((lua) => withFunction(lua, 'holdsLease', 'return true'));
