import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { OrderControl, OrderIntake, OrderList, OrderReplay, OrderStoreModule } from '@ofs/order-store';
import { RedisQueueModule } from '@ofs/redis-queue';
import { MetricsModule, ProbesModule, ProblemFilter, SettingsModule } from '@ofs/service-kit';
import { ApiSettings } from './app.settings';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { DurabilityGuardModule } from './health/durability-guard.module';
import { RedisProbe } from './health/redis.probe';
import { BulkOrdersController } from './orders/bulk-orders.controller';
import { OrderActionsController } from './orders/order-actions.controller';
import { OrderAcceptance } from './orders/order-acceptance.service';
import { toOrderProblem } from './orders/order-problems';
import { OrderListController } from './orders/order-list.controller';
import { OrdersController } from './orders/orders.controller';
import { ordersQueue } from './queue/orders-queue';
import { QueueController } from './queue/queue.controller';

@Module({
  imports: [
    SettingsModule.forRoot(ApiSettings),
    RedisQueueModule.forRootAsync({
      inject: [ApiSettings],
      useFactory: ({ redisUrl, redisCluster, redisReplicas }: ApiSettings) => ({
        url: redisUrl,
        cluster: redisCluster,
        minReplicas: redisReplicas,
      }),
    }),
    ordersQueue,
    DurabilityGuardModule,
    OrderStoreModule,
    MetricsModule,
    ProbesModule.forRoot({ imports: [DurabilityGuardModule], ready: [RedisProbe] }),
  ],
  // The bulk controller comes first: its path also looks like an order's.
  controllers: [
    BulkOrdersController,
    OrderListController,
    OrdersController,
    OrderActionsController,
    QueueController,
    DeadLettersController,
  ],
  providers: [
    OrderAcceptance,
    OrderControl,
    OrderIntake,
    OrderList,
    OrderReplay,
    { provide: APP_FILTER, useFactory: () => new ProblemFilter(toOrderProblem) },
  ],
})
export class AppModule {}
