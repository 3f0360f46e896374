import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { STOCK_ARRIVED, type StockArrivedMessage } from '@ofs/contracts';
import { Delivery } from '@ofs/redis-queue';
import { RestockingService } from './restocking.service';

@Controller()
export class RestockingController {
  constructor(private readonly restocking: RestockingService) {}

  /** Returns when everybody who waits for the SKU and can have it is on the way again. */
  @EventPattern<string>(STOCK_ARRIVED)
  wake(@Payload() { sku }: StockArrivedMessage, @Ctx() { signal }: Delivery): Promise<void> {
    return this.restocking.wakeWaiters(sku, signal);
  }
}
