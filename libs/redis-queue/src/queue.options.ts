import type { BackoffPolicy } from './backoff';

export interface QueueOptions {
  /** The queue's name: the first part of each of its keys. */
  name: string;
  /**
   * Over how many hash slots the queue is spread, for Redis Cluster. May grow, never shrink: what is in a partition stays there.
   * @default 1
   */
  partitions?: number;
}

export interface ProducerOptions {
  /**
   * The most messages that may wait, be in flight or be put off, in one partition. A further one is refused: what nobody keeps
   * up with must not fill Redis' memory. @default no limit
   */
  backlogLimit?: number;
  /**
   * The part of Redis' `maxmemory`, in percent, above which messages are refused, with what those that wait will still need
   * counted in. Without `maxmemory` there is nothing to compare with. @default 100
   */
  memoryLimitPercent?: number;
  /** How much more memory a message needs until it is done, as by what its handlers write, in bytes. @default 0 */
  growthBytes?: number;
}

export interface DeadLetterRetention {
  /** In one partition. */
  maxCount: number;
  /** In milliseconds. */
  maxAgeMs: number;
}

export interface ConsumerOptions {
  queue: QueueOptions;
  /** The consumer group: each message is handled by one member of it. */
  group: string;
  /** Types of message that must have a handler, or the consumer does not start. A message of no known type is a dead letter. */
  types: readonly string[];
  /** How many messages one process handles at the same time. */
  concurrency: number;
  /**
   * How long a consumer may be silent before another takes over its messages, in milliseconds. Renewed every third of it while
   * a handler runs; shorter than the process may ever stall, a message is handled twice at once.
   */
  leaseMs: number;
  /**
   * The longest one read waits for a message, in milliseconds; also how late a message may be noticed that another consumer put off or handed back.
   */
  blockMs: number;
  /** After so many failed attempts a message is a dead letter. */
  maxAttempts: number;
  /** After so many deliveries without an outcome a message is a dead letter: it is taken to kill its consumers. */
  maxDeliveries: number;
  /** How long a failed message waits for its next attempt. */
  backoff: BackoffPolicy;
  /** Which dead letters are kept: the newest so many, and none that is older. What is forgotten is forgotten when others die. */
  deadLetters: DeadLetterRetention;
  /** How long a stopping consumer lets its handlers finish before it hands their messages back, in milliseconds. */
  drainMs: number;
}
