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
import { MemoryWatch } from './memory-watch.service';
import { QueueControl } from './queue-control.service';
import { QueueGauges } from './queue-gauges.service';
import { QueueInspector } from './queue-inspector.service';
import { QueueProducer } from './queue-producer.service';
import { PartitionCheck } from './partition-check.service';
import type { ConsumerOptions, ProducerOptions, QueueOptions } from './queue.options';
import { RecordWriter } from './record-writer';
import { type ConnectionOptions, RedisConnections } from './redis-connections';
import { RedisStreamsServer } from './redis-streams.server';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ConnectionOptions>()
  .setClassMethodName('forRoot')
  .build();

const FEATURE_OPTIONS = Symbol('feature options');
const CONSUMER_OPTIONS = Symbol('consumer options');

export interface FeatureOptions extends QueueOptions, ProducerOptions {
  /** The consumer group that the queue is consumed by. */
  group: string;
}

export interface FeatureModuleOptions {
  inject?: FactoryProvider['inject'];
  useFactory: (...args: never[]) => FeatureOptions;
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
 * `QueueInspector`, `QueueControl` and `DeadLetters`, and Prometheus its gauges; `forConsumer` gives it the `RedisStreamsServer` that the app's controllers consume with.
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
    {
      provide: RecordWriter,
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) => new RecordWriter(connections),
    },
  ],
  exports: [RedisConnections, DurabilityCheck, RecordWriter],
})
export class RedisQueueModule extends ConfigurableModuleClass {
  static forFeature(options: FeatureOptions): DynamicModule {
    return this.forFeatureAsync({ useFactory: () => options });
  }

  static forFeatureAsync({ inject = [], useFactory }: FeatureModuleOptions): DynamicModule {
    return {
      module: QueueFeatureModule,
      providers: [
        { provide: FEATURE_OPTIONS, inject, useFactory },
        provide(MemoryWatch, (options, connections) => new MemoryWatch(connections, options, options)),
        {
          provide: QueueProducer,
          inject: [RedisConnections, FEATURE_OPTIONS, MemoryWatch],
          useFactory: (connections: RedisConnections, options: FeatureOptions, memory: MemoryWatch) =>
            new QueueProducer(connections, options, options, memory),
        },
        provide(PartitionCheck, (options, connections) => new PartitionCheck(connections, options)),
        provide(QueueControl, (options, connections) => new QueueControl(connections, options)),
        provide(QueueInspector, (options, connections) => new QueueInspector(connections, options, options.group)),
        provide(DeadLetters, (options, connections) => new DeadLetters(connections, options)),
        {
          provide: QueueGauges,
          inject: [QueueInspector, FEATURE_OPTIONS],
          useFactory: (inspector: QueueInspector, options: FeatureOptions) => new QueueGauges(inspector, options),
        },
      ],
      exports: [QueueProducer, PartitionCheck, QueueControl, QueueInspector, QueueGauges, DeadLetters],
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
        {
          provide: PartitionCheck,
          inject: [RedisConnections, CONSUMER_OPTIONS],
          useFactory: (connections: RedisConnections, { queue }: ConsumerOptions) =>
            new PartitionCheck(connections, queue),
        },
      ],
      exports: [RedisStreamsServer, PartitionCheck],
    };
  }
}

@Module({})
class QueueFeatureModule {}

@Module({})
class QueueConsumerModule {}

/** Most parts of a feature are made of its options and the connections. */
function provide<T>(
  part: new (...args: never[]) => T,
  make: (options: FeatureOptions, connections: RedisConnections) => T,
): FactoryProvider<T> {
  return { provide: part, inject: [FEATURE_OPTIONS, RedisConnections], useFactory: make };
}
