import { Module } from '@nestjs/common';
import { ordersQueue } from '../queue/orders-queue';
import { IntakeCheck } from './intake-check.service';

@Module({ imports: [ordersQueue], providers: [IntakeCheck], exports: [IntakeCheck] })
export class IntakeCheckModule {}
