import { Module } from '@nestjs/common';
import { OrderReader } from './order-reader.service';

/** Gives the importing module the `OrderReader`. `OrderIntake` is provided where orders are taken in, beside their queue's producer. */
@Module({ providers: [OrderReader], exports: [OrderReader] })
export class OrderStoreModule {}
