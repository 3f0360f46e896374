export class QueueError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Thrown when Redis cannot be asked now: it is out of reach, starting, or full. Nothing was read. */
export class RedisUnavailableError extends QueueError {
  constructor(options?: ErrorOptions) {
    super('Redis does not answer', options);
  }
}

/** Thrown when Redis did not confirm the enqueue. It may still have happened: retry with the same idempotency key. */
export class EnqueueUnconfirmedError extends QueueError {
  constructor(
    readonly messageId: string,
    options?: ErrorOptions,
  ) {
    super(`Enqueue of message ${messageId} was not confirmed`, options);
  }
}

/** Thrown when the queue takes no more messages for now. Nothing was written. */
export class QueueFullError extends QueueError {
  /** @param retryAfterMs when there should be room again, at the rate at which the queue drains, in milliseconds */
  constructor(
    why: string,
    readonly retryAfterMs: number,
  ) {
    super(`The queue is full: ${why}`);
  }
}

/** Thrown by a handler whose message can never succeed, so that trying again is of no use: it becomes a dead letter at once. */
export class UnrecoverableError extends QueueError {}

/** Thrown by a handler that knows how long trying again is of no use, such as from a provider's Retry-After. */
export class RetryLaterError extends QueueError {
  /** @param notBeforeMs the shortest wait until the next attempt, in milliseconds; the backoff may be longer */
  constructor(
    message: string,
    readonly notBeforeMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Thrown when the message is no longer this consumer's: its lease passed and another may have it. Nothing was written. */
export class LeaseLostError extends QueueError {
  constructor(readonly messageId: string) {
    super(`The lease on message ${messageId} is lost`);
  }
}

/** Thrown when a write set's guard no longer holds: someone else changed the record. Nothing was written; read it again. */
export class StaleWriteError extends QueueError {
  constructor(readonly messageId: string) {
    super(`The record behind message ${messageId} has changed`);
  }
}

/** The reason of a handler's `AbortSignal` when the consumer stops before the handler is done. Its message is handed back. */
export class StoppingError extends QueueError {
  constructor() {
    super('The consumer is stopping');
  }
}

/** Why a message died that was delivered again and again without any outcome: it probably kills its consumer. */
export class TooManyDeliveriesError extends QueueError {
  constructor(readonly deliveries: number) {
    super(`Delivered ${deliveries} times without an outcome`);
  }
}

/** Why an entry died that is not a message, or of a type that nobody here handles. */
export class UnreadableMessageError extends QueueError {}
