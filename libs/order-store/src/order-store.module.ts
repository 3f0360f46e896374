import { Module } from '@nestjs/common';
import { OrderReader } from './order-reader.service';
import { ProviderStates } from './provider-states.service';

/** Gives the importing module the `OrderReader` and `ProviderStates`. `OrderIntake` is provided where orders are taken in, beside their queue's producer. */
@Module({ providers: [OrderReader, ProviderStates], exports: [OrderReader, ProviderStates] })
export class OrderStoreModule {}
