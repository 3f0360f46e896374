import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProbesModule, SettingsModule } from '@ofs/service-kit';
import { GatewayErrorFilter } from './gateway-error.filter';
import { IdempotentReplies } from './idempotent-replies';
import { Journal } from './journal';
import { Ledger } from './ledger';
import { LedgerController } from './ledger.controller';
import { PaymentsController } from './payments.controller';
import { ReplySender } from './reply-sender';
import { SandboxSettings } from './sandbox.settings';
import { ShipmentsController } from './shipments.controller';

@Module({
  imports: [SettingsModule.forRoot(SandboxSettings), ProbesModule.forRoot({})],
  controllers: [PaymentsController, ShipmentsController, LedgerController],
  providers: [Journal, Ledger, IdempotentReplies, ReplySender, { provide: APP_FILTER, useClass: GatewayErrorFilter }],
})
export class AppModule {}
