import { ORDERS_QUEUE } from '@ofs/contracts';
import { RedisQueueModule } from '@ofs/redis-queue';
import { ApiSettings } from '../app.settings';

/** An order's timeline and state grow by less than this until it ends, however many lines it has; measured: about 800 bytes where all goes well. */
const ORDER_GROWTH_BYTES = 3_000;

/** The queue that orders go into: one module, wherever it is imported. */
export const ordersQueue = RedisQueueModule.forFeatureAsync({
  inject: [ApiSettings],
  useFactory: ({ partitions, backlogLimit, memoryLimitPercent }: ApiSettings) => ({
    name: ORDERS_QUEUE,
    partitions,
    group: 'order-processor',
    backlogLimit,
    memoryLimitPercent,
    growthBytes: ORDER_GROWTH_BYTES,
  }),
});
