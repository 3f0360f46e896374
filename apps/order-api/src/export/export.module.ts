import { Module } from '@nestjs/common';
import { ORDERS_QUEUE } from '@ofs/contracts';
import { OrderWalk } from '@ofs/order-store';
import { PartitionCheck, RedisConnections, RedisQueueModule } from '@ofs/redis-queue';
import { RedisSettings, SettingsModule } from '@ofs/service-kit';

/** Nobody waits for an export as they do for an answer, and a page of large orders takes its time on a slow line, in milliseconds. */
const COMMAND_TIMEOUT_MS = 5_000;

/** The parts of the API that an export is made with. */
@Module({
  imports: [
    SettingsModule.forRoot(RedisSettings),
    RedisQueueModule.forRootAsync({
      inject: [RedisSettings],
      useFactory: ({ redisUrl, redisCluster }: RedisSettings) => ({
        url: redisUrl,
        cluster: redisCluster,
        commandTimeoutMs: COMMAND_TIMEOUT_MS,
      }),
    }),
  ],
  providers: [
    {
      provide: OrderWalk,
      inject: [RedisConnections, RedisSettings],
      useFactory: (connections: RedisConnections, { partitions }: RedisSettings) =>
        new OrderWalk(connections, partitions),
    },
    {
      provide: PartitionCheck,
      inject: [RedisConnections, RedisSettings],
      useFactory: (connections: RedisConnections, { partitions }: RedisSettings) =>
        new PartitionCheck(connections, { name: ORDERS_QUEUE, partitions }),
    },
  ],
})
export class ExportModule {}
