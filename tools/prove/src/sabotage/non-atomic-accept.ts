import { setTimeout as wait } from 'node:timers/promises';
import { hashTag, QueueProducer, type RedisConnections } from '@ofs/redis-queue';

/** What a busy process takes between two commands. */
const BETWEEN_MS = 25;

interface Connected {
  connections: RedisConnections;
  queue: { name: string };
}

const producer: { enqueue: QueueProducer['enqueue'] } = QueueProducer.prototype;
const { enqueue } = producer;
producer.enqueue = async function (message, { writes, idempotency, ...options } = {}) {
  const { connections, queue } = this as unknown as Connected;
  if (idempotency !== undefined) {
    const key = `${hashTag(queue.name, options.partition ?? 0)}:idempotency:${idempotency.key}`;
    const record = `${idempotency.fingerprint} ${message.subject}`;
    const isNew = await connections.commands.set(key, record, 'PX', idempotency.ttlMs, 'NX');
    if (isNew === null) return enqueue.call(this, message, { ...options, idempotency });
  }
  for (const [command, ...args] of writes?.writes ?? []) await connections.commands.call(command, ...args);
  await wait(BETWEEN_MS);
  await enqueue.call(this, message, options);
  return { outcome: 'appended', subject: message.subject };
};
