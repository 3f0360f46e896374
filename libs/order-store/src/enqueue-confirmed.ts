import {
  type EnqueueOptions,
  EnqueueUnconfirmedError,
  type NewMessage,
  type QueueProducer,
  RedisUnavailableError,
} from '@ofs/redis-queue';

/**
 * Enqueues for a caller that is repeated as a whole when Redis is away, as it would be if Redis had been away before.
 * @throws RedisUnavailableError when it was not confirmed; it may have happened all the same
 */
export async function enqueueConfirmed(
  producer: QueueProducer,
  message: NewMessage,
  options: EnqueueOptions,
): Promise<void> {
  try {
    await producer.enqueue(message, options);
  } catch (cause) {
    throw cause instanceof EnqueueUnconfirmedError ? new RedisUnavailableError({ cause }) : cause;
  }
}
