import { Module } from '@nestjs/common';
import { ordersQueue } from '../queue/orders-queue';
import { DurabilityGuard } from './durability-guard.service';

@Module({ imports: [ordersQueue], providers: [DurabilityGuard], exports: [DurabilityGuard] })
export class DurabilityGuardModule {}
