import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ORDER_ACCEPTED, ORDERS_QUEUE, STOCK_ARRIVED } from '@ofs/contracts';
import { BackorderEnds, Backorders, OrderReader, OrderStoreModule, Retention, StockModule } from '@ofs/order-store';
import { RecordWriter, RedisConnections, RedisQueueModule } from '@ofs/redis-queue';
import { MetricsModule, ProbesModule, ProblemFilter, SettingsModule } from '@ofs/service-kit';
import { ProcessorSettings } from './app.settings';
import { AttemptRecorder } from './fulfilment/attempt-recorder.service';
import { Compensation } from './fulfilment/compensation.service';
import { FulfilmentController } from './fulfilment/fulfilment.controller';
import { FulfilmentService } from './fulfilment/fulfilment.service';
import { Stocktaking } from './fulfilment/stocktaking.service';
import { ConsumingProbe } from './health/consuming.probe';
import { RedisProbe } from './health/redis.probe';
import { Carrier } from './providers/carrier.service';
import { PaymentGateway } from './providers/payment-gateway.service';
import { ProviderReporter } from './providers/provider-reporter.service';
import { RestockingController } from './stock/restocking.controller';
import { RestockingService } from './stock/restocking.service';

const consumerModule = RedisQueueModule.forConsumer({
  imports: [OrderStoreModule],
  inject: [ProcessorSettings],
  useFactory: (settings: ProcessorSettings) => ({
    queue: { name: ORDERS_QUEUE, partitions: settings.partitions },
    group: 'order-processor',
    types: [ORDER_ACCEPTED, STOCK_ARRIVED],
    concurrency: settings.concurrency,
    leaseMs: settings.leaseMs,
    blockMs: 1_000,
    maxAttempts: settings.maxAttempts,
    maxDeliveries: settings.maxDeliveries,
    backoff: { baseMs: settings.backoffBaseMs, capMs: settings.backoffCapMs },
    deadLetters: { maxCount: settings.deadLetterLimit, maxAgeMs: settings.deadLetterDays * 86_400_000 },
    drainMs: settings.drainMs,
  }),
  failureWriter: AttemptRecorder,
});

const retention = {
  provide: Retention,
  inject: [RedisConnections, OrderReader, RecordWriter, ProcessorSettings],
  useFactory: (
    connections: RedisConnections,
    reader: OrderReader,
    writer: RecordWriter,
    { orderRetentionDays: days, partitions }: ProcessorSettings,
  ) =>
    new Retention(connections, reader, writer, { retentionMs: days === 0 ? Infinity : days * 86_400_000, partitions }),
};

const backorderEnds = {
  provide: BackorderEnds,
  inject: [RedisConnections, Backorders, ProcessorSettings],
  useFactory: (connections: RedisConnections, backorders: Backorders, { partitions }: ProcessorSettings) =>
    new BackorderEnds(connections, backorders, partitions),
};

@Module({
  imports: [
    SettingsModule.forRoot(ProcessorSettings),
    RedisQueueModule.forRootAsync({
      inject: [ProcessorSettings],
      useFactory: ({ redisUrl, redisCluster }: ProcessorSettings) => ({ url: redisUrl, cluster: redisCluster }),
    }),
    OrderStoreModule,
    StockModule,
    consumerModule,
    MetricsModule,
    ProbesModule.forRoot({ imports: [consumerModule], live: [ConsumingProbe], ready: [RedisProbe] }),
  ],
  controllers: [FulfilmentController, RestockingController],
  providers: [
    FulfilmentService,
    Compensation,
    Stocktaking,
    RestockingService,
    PaymentGateway,
    Carrier,
    ProviderReporter,
    retention,
    backorderEnds,
    { provide: APP_FILTER, useFactory: () => new ProblemFilter() },
  ],
})
export class AppModule {}
