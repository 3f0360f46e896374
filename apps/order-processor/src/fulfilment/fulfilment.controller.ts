import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ORDER_ACCEPTED, type OrderAcceptedMessage } from '@ofs/contracts';
import { Delivery } from '@ofs/redis-queue';
import { FulfilmentService } from './fulfilment.service';

@Controller()
export class FulfilmentController {
  constructor(private readonly fulfilment: FulfilmentService) {}

  /** Returns when the order has come to its end; throws to have it tried again from its last checkpoint. */
  @EventPattern<string>(ORDER_ACCEPTED)
  fulfil(@Payload() { orderId }: OrderAcceptedMessage, @Ctx() delivery: Delivery): Promise<void> {
    return this.fulfilment.fulfil(orderId, delivery);
  }
}
