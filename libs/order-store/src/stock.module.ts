import { Module } from '@nestjs/common';
import { MAX_PARTITIONS, ORDERS_QUEUE } from '@ofs/contracts';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { Backorders } from './backorders.service';
import { StockList } from './stock-list.service';
import { Stock } from './stock.service';

/** Gives the importing module `Stock`, `StockList` and `Backorders`. */
@Module({
  providers: [
    {
      // Of their own, without a limit: when the queue is full of orders that wait for stock, that stock has arrived must be heard.
      // And for every partition there can be: which one an order lives in is said by its id.
      provide: QueueProducer,
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) =>
        new QueueProducer(connections, { name: ORDERS_QUEUE, partitions: MAX_PARTITIONS }),
    },
    Stock,
    StockList,
    Backorders,
  ],
  // Not the producer: whoever imports this has one of its own, with its limits, and must not get this one by the order of its imports.
  exports: [Stock, StockList, Backorders],
})
export class StockModule {}
