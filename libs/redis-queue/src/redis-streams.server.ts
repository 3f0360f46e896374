import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type BeforeApplicationShutdown,
  Catch,
  type INestApplication,
  type OnModuleDestroy,
  type RpcExceptionFilter,
} from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { lastValueFrom, type Observable, throwError } from 'rxjs';
import type { Delivery } from './delivery';
import { UnreadableMessageError } from './errors';
import type { FailureWriter } from './failure-writer';
import type { Message } from './message';
import { PartitionConsumer } from './partition-consumer';
import type { ConsumerOptions } from './queue.options';
import type { RedisConnections } from './redis-connections';

/** Nest's own filter turns an error into "Internal server error"; a dead letter has to tell what really happened. */
@Catch()
class OriginalErrorFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * NestJS's transport over a Redis stream: a consumer is a controller with `@EventPattern(type)`. Its handler returns when the
 * message is done, throws to have it tried again, and throws `UnrecoverableError` when that would be of no use.
 */
export class RedisStreamsServer
  extends Server
  implements CustomTransportStrategy, OnModuleDestroy, BeforeApplicationShutdown
{
  override readonly transportId = Symbol('redis-streams');
  override propagatesEventHandlerErrors = true;
  /** This process's name in the group, unlike any other's. */
  readonly consumer = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  private consumers: PartitionConsumer[] = [];
  private readonly handlersByType = new Map<string, MessageHandler>();

  constructor(
    private readonly connections: RedisConnections,
    private readonly options: ConsumerOptions,
    private readonly failureWriter?: FailureWriter,
  ) {
    super();
  }

  /** Makes the app's controllers consume. They start when the app starts its microservices. */
  connectTo(app: INestApplication): void {
    // Deferred: filters can be added only before the microservice is initialised.
    const microservice = app.connectMicroservice({ strategy: this }, { deferInitialization: true });
    microservice.useGlobalFilters(new OriginalErrorFilter());
  }

  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    // Nest would run both and lose the outcome of one.
    if (this.getHandlerByPattern(pattern) !== null) throw new Error(`Two handlers for messages of type "${pattern}"`);
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  listen(callback: (error?: unknown) => void): void {
    const unhandled = this.options.types.filter((type) => this.handlerOf(type) === null);
    if (unhandled.length > 0) {
      callback(new Error(`No handler for messages of type "${unhandled.join('", "')}"`));
      return;
    }
    this.consumers = Array.from(
      { length: this.options.queue.partitions ?? 1 },
      (_, partition) =>
        new PartitionConsumer(this.connections, {
          ...this.options,
          partition,
          consumer: this.consumer,
          handle: (message, delivery) => this.handle(message, delivery),
          failureWriter: this.failureWriter,
        }),
    );
    for (const consumer of this.consumers) consumer.start();
    this.logger.log({ queue: this.options.queue.name, consumer: this.consumer }, 'consuming');
    callback();
  }

  /** Resolves when the handler is done and rejects with what it threw. */
  private async handle(message: Message, delivery: Delivery): Promise<void> {
    const handler = this.handlerOf(message.type);
    if (handler === null) throw new UnreadableMessageError(`Nobody handles messages of type "${message.type}"`);
    // The hook, which tracing replaces, may start the handler later and need not pass its outcome on: that is awaited here.
    await new Promise<void>((resolve, reject) => {
      this.onProcessingStartHook(this.transportId, delivery, () =>
        this.run(handler, message, delivery).then(resolve, reject),
      );
    });
  }

  /** Nest takes a pattern for JSON first, and catches the error: once is enough. */
  private handlerOf(type: string): MessageHandler | null {
    const handler = this.handlersByType.get(type) ?? this.getHandlerByPattern(type);
    if (handler !== null) this.handlersByType.set(type, handler);
    return handler;
  }

  private async run(handler: MessageHandler, message: Message, delivery: Delivery): Promise<void> {
    try {
      const result = this.transformToObservable(await handler(message.data, delivery));
      await lastValueFrom(result, { defaultValue: undefined });
    } finally {
      this.onProcessingEndHook?.(this.transportId, delivery);
    }
  }

  /** How long the slowest partition's loop has not turned, in milliseconds. Grows without bound when it hangs. */
  get stalledMs(): number {
    return Math.max(0, ...this.consumers.map(({ stalledMs }) => stalledMs));
  }

  /** Why nothing is consumed just now, if it is not: Redis is out of reach, out of memory, or refuses for another reason. */
  get interruption(): Error | undefined {
    return this.consumers.find(({ interruption }) => interruption !== undefined)?.interruption;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.quiet()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.drain(this.options.drainMs)));
    this.consumers = [];
  }

  /** Nest calls this after the two hooks above, or alone when only the microservice is closed. */
  async close(): Promise<void> {
    await this.onModuleDestroy();
    await this.beforeApplicationShutdown();
  }

  on(): never {
    throw new Error('A Redis stream has no events to listen to');
  }

  unwrap<T>(): T {
    return this.connections as T;
  }
}
