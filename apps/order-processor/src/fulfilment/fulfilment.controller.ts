import { Controller, Logger } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ORDER_ACCEPTED, type OrderAcceptedMessage } from '@ofs/contracts';
import { OrderMissingError, Retention } from '@ofs/order-store';
import { Delivery } from '@ofs/redis-queue';
import { FulfilmentService } from './fulfilment.service';

@Controller()
export class FulfilmentController {
  private readonly logger = new Logger(FulfilmentController.name);

  constructor(
    private readonly fulfilment: FulfilmentService,
    private readonly retention: Retention,
  ) {}

  /** Returns when the order has come to its end; throws to have it tried again from its last checkpoint. */
  @EventPattern<string>(ORDER_ACCEPTED)
  async fulfil(@Payload() { orderId }: OrderAcceptedMessage, @Ctx() delivery: Delivery): Promise<void> {
    try {
      await this.fulfilment.fulfil(orderId, delivery);
    } catch (error) {
      // A message may outlive its order: one that was put off while another carried the order to its end is still to come.
      const isMissing = error instanceof Error && error.cause instanceof OrderMissingError;
      if (!(isMissing && this.retention.mayHaveRemoved(orderId))) throw error;
      this.logger.log({ orderId }, 'the order of a message was removed; nothing is left to do');
    }
  }
}
