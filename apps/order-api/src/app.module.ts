import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ORDERS_QUEUE } from '@ofs/contracts';
import { OrderIntake, OrderList, OrderReplay, OrderStoreModule } from '@ofs/order-store';
import { RedisQueueModule } from '@ofs/redis-queue';
import { MetricsModule, ProbesModule, ProblemFilter, SettingsModule } from '@ofs/service-kit';
import { ApiSettings } from './app.settings';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { DurabilityGuard } from './health/durability-guard.service';
import { RedisProbe } from './health/redis.probe';
import { BulkOrdersController } from './orders/bulk-orders.controller';
import { OrderAcceptance } from './orders/order-acceptance.service';
import { toOrderProblem } from './orders/order-problems';
import { OrderListController } from './orders/order-list.controller';
import { OrdersController } from './orders/orders.controller';
import { QueueController } from './queue/queue.controller';

@Module({
  imports: [
    SettingsModule.forRoot(ApiSettings),
    RedisQueueModule.forRootAsync({
      inject: [ApiSettings],
      useFactory: ({ redisUrl }: ApiSettings) => ({ url: redisUrl }),
    }),
    RedisQueueModule.forFeatureAsync({
      inject: [ApiSettings],
      useFactory: ({ backlogLimit, memoryLimitPercent }: ApiSettings) => ({
        name: ORDERS_QUEUE,
        group: 'order-processor',
        backlogLimit,
        memoryLimitPercent,
      }),
    }),
    OrderStoreModule,
    MetricsModule,
    ProbesModule.forRoot({ ready: [RedisProbe] }),
  ],
  // The bulk controller comes first: its path also looks like an order's.
  controllers: [BulkOrdersController, OrderListController, OrdersController, QueueController, DeadLettersController],
  providers: [
    DurabilityGuard,
    OrderAcceptance,
    OrderIntake,
    OrderList,
    OrderReplay,
    { provide: APP_FILTER, useFactory: () => new ProblemFilter(toOrderProblem) },
  ],
})
export class AppModule {}
