import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ORDERS_QUEUE } from '@ofs/contracts';
import { OrderIntake, OrderList, OrderReplay, OrderStoreModule, StockModule } from '@ofs/order-store';
import { RedisQueueModule } from '@ofs/redis-queue';
import { MetricsModule, ProbesModule, ProblemFilter, SettingsModule } from '@ofs/service-kit';
import { ApiSettings } from './app.settings';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { DurabilityGuard } from './health/durability-guard.service';
import { RedisProbe } from './health/redis.probe';
import { BulkInventoryController } from './inventory/bulk-inventory.controller';
import { InventoryController } from './inventory/inventory.controller';
import { Inventory } from './inventory/inventory.service';
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
    StockModule,
    MetricsModule,
    ProbesModule.forRoot({ ready: [RedisProbe] }),
  ],
  // The bulk controllers come first: their paths also look like an order's and a SKU's.
  controllers: [
    BulkOrdersController,
    BulkInventoryController,
    OrderListController,
    OrdersController,
    InventoryController,
    QueueController,
    DeadLettersController,
  ],
  providers: [
    DurabilityGuard,
    Inventory,
    OrderAcceptance,
    OrderIntake,
    OrderList,
    OrderReplay,
    { provide: APP_FILTER, useFactory: () => new ProblemFilter(toOrderProblem) },
  ],
})
export class AppModule {}
