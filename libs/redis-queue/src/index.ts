export type { BackoffPolicy } from './backoff';
export { type DeadLetter, errorChain } from './dead-letter';
export { type DeadLetterPage, DeadLetters, type DeadLetterQuery, type ReplayResult } from './dead-letters.service';
export { Delivery } from './delivery';
export { DurabilityCheck } from './durability.service';
export {
  EnqueueUnconfirmedError,
  LeaseLostError,
  QueueError,
  QueueFullError,
  RedisUnavailableError,
  RetryLaterError,
  StaleWriteError,
  StoppingError,
  TooManyDeliveriesError,
  UnreadableMessageError,
  UnrecoverableError,
} from './errors';
export { type Failure, FailureWriter } from './failure-writer';
export { hashTag } from './keys';
export type { Message, NewMessage } from './message';
export type { DeathReason, FailureOutcome } from './outcome';
export { QueueControl } from './queue-control.service';
export { type ConsumerState, QueueInspector, type QueueState } from './queue-inspector.service';
export { type Enqueued, type EnqueueOptions, type Idempotency, QueueProducer } from './queue-producer.service';
export { PartitionCheck } from './partition-check.service';
export type { ConsumerOptions, ProducerOptions, QueueOptions } from './queue.options';
export { RecordWriter } from './record-writer';
export { type ConnectionOptions, RedisConnections } from './redis-connections';
export { type ConsumerModuleOptions, type FeatureOptions, RedisQueueModule } from './redis-queue.module';
export { RedisStreamsServer } from './redis-streams.server';
export { READ_INPUT, Script, ScriptInput } from './script';
export { NO_WRITES, type Write, type WriteSet } from './write-set';
