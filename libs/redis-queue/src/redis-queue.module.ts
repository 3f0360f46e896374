import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  type FactoryProvider,
  Global,
  Module,
  type Type,
} from '@nestjs/common';
import { DeadLetters } from './dead-letters.service';
import { DurabilityCheck } from './durability.service';
import { FailureWriter } from './failure-writer';
import { QueueGauges } from './queue-gauges.service';
import { QueueInspector } from './queue-inspector.service';
import { QueueProducer } from './queue-producer.service';
import type { ConsumerOptions, QueueOptions } from './queue.options';
import { type ConnectionOptions, RedisConnections } from './redis-connections';
import { RedisStreamsServer } from './redis-streams.server';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ConnectionOptions>()
  .setClassMethodName('forRoot')
  .build();

const CONSUMER_OPTIONS = Symbol('consumer options');

export interface FeatureOptions extends QueueOptions {
  /** The consumer group that the queue is consumed by. */
  group: string;
}

export interface ConsumerModuleOptions {
  imports?: DynamicModule['imports'];
  inject?: FactoryProvider['inject'];
  useFactory: (...args: never[]) => ConsumerOptions;
  /** What else is written when an attempt fails. */
  failureWriter?: Type<FailureWriter>;
}

/**
 * A durable queue on Redis Streams. `forRoot` connects; `forFeature` gives the importing module the queue's `QueueProducer`,
 * `QueueInspector` and `DeadLetters`, and Prometheus its gauges; `forConsumer` gives it the `RedisStreamsServer` that the app's controllers consume with.
 */
@Global()
@Module({
  providers: [
    {
      provide: RedisConnections,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: ConnectionOptions) => new RedisConnections(options),
    },
    {
      provide: DurabilityCheck,
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) => new DurabilityCheck(connections),
    },
  ],
  exports: [RedisConnections, DurabilityCheck],
})
export class RedisQueueModule extends ConfigurableModuleClass {
  static forFeature({ group, ...queue }: FeatureOptions): DynamicModule {
    return {
      module: QueueFeatureModule,
      providers: [
        {
          provide: QueueProducer,
          inject: [RedisConnections],
          useFactory: (connections: RedisConnections) => new QueueProducer(connections, queue),
        },
        {
          provide: QueueGauges,
          inject: [QueueInspector],
          useFactory: (inspector: QueueInspector) => new QueueGauges(inspector, queue),
        },
        {
          provide: DeadLetters,
          inject: [RedisConnections],
          useFactory: (connections: RedisConnections) => new DeadLetters(connections, queue),
        },
        {
          provide: QueueInspector,
          inject: [RedisConnections],
          useFactory: (connections: RedisConnections) => new QueueInspector(connections, queue, group),
        },
      ],
      exports: [QueueProducer, QueueInspector, QueueGauges, DeadLetters],
    };
  }

  static forConsumer({ imports = [], inject = [], useFactory, failureWriter }: ConsumerModuleOptions): DynamicModule {
    return {
      module: QueueConsumerModule,
      imports,
      providers: [
        { provide: CONSUMER_OPTIONS, inject, useFactory },
        ...(failureWriter === undefined ? [] : [{ provide: FailureWriter, useClass: failureWriter }]),
        {
          provide: RedisStreamsServer,
          inject: [RedisConnections, CONSUMER_OPTIONS, { token: FailureWriter, optional: true }],
          useFactory: (connections: RedisConnections, options: ConsumerOptions, writer?: FailureWriter) =>
            new RedisStreamsServer(connections, options, writer),
        },
      ],
      exports: [RedisStreamsServer],
    };
  }
}

@Module({})
class QueueFeatureModule {}

@Module({})
class QueueConsumerModule {}
