import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  OrderControl,
  OrderGauge,
  OrderIntake,
  OrderList,
  OrderReplay,
  OrderStoreModule,
  StockModule,
} from '@ofs/order-store';
import { RedisQueueModule } from '@ofs/redis-queue';
import { MetricsModule, ProbesModule, ProblemFilter, SettingsModule } from '@ofs/service-kit';
import { ApiSettings } from './app.settings';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { DurabilityGuardModule } from './health/durability-guard.module';
import { RedisProbe } from './health/redis.probe';
import { BulkInventoryController } from './inventory/bulk-inventory.controller';
import { InventoryListController } from './inventory/inventory-list.controller';
import { InventoryController } from './inventory/inventory.controller';
import { Inventory } from './inventory/inventory.service';
import { BulkOrdersController } from './orders/bulk-orders.controller';
import { ExplanationController } from './orders/explanation.controller';
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
    StockModule,
    MetricsModule,
    ProbesModule.forRoot({ imports: [DurabilityGuardModule], ready: [RedisProbe] }),
  ],
  // The bulk controllers come first: their paths also look like an order's and a SKU's.
  controllers: [
    BulkOrdersController,
    BulkInventoryController,
    OrderListController,
    OrdersController,
    OrderActionsController,
    InventoryListController,
    InventoryController,
    ExplanationController,
    QueueController,
    DeadLettersController,
  ],
  providers: [
    Inventory,
    OrderAcceptance,
    OrderControl,
    OrderGauge,
    OrderIntake,
    OrderList,
    OrderReplay,
    { provide: APP_FILTER, useFactory: () => new ProblemFilter(toOrderProblem) },
  ],
})
export class AppModule {}
