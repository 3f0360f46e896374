import { QueueProducer } from '@ofs/redis-queue';

const producer: { enqueue: QueueProducer['enqueue'] } = QueueProducer.prototype;
const { enqueue } = producer;
producer.enqueue = function (message, options) {
  return enqueue.call(this, message, { ...options, idempotency: undefined });
};
