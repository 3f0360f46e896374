import { Controller, Get, Query } from '@nestjs/common';
import type { Effect } from './effects';
import { GatewayError } from './gateway-error';
import { Ledger, type LedgerSummary } from './ledger';

/** What no real provider offers: the truth about what happened. */
@Controller('ledger')
export class LedgerController {
  constructor(private readonly ledger: Ledger) {}

  @Get()
  effects(@Query('orderId') orderId: unknown): { effects: object[] } {
    if (orderId === undefined) return { effects: this.ledger.recentEffects().map(shown) };
    if (typeof orderId !== 'string') throw new GatewayError(400, 'parameter_invalid', 'orderId must be given once');
    return { effects: this.ledger.effectsOf(orderId).map(shown) };
  }

  @Get('summary')
  summary(): LedgerSummary {
    return this.ledger.summary();
  }
}

function shown(effect: Effect): object {
  const { kind, id, key, orderId, requests } = effect;
  const money = 'amount' in effect ? { amount: effect.amount, currency: effect.currency } : {};
  return { kind, id, key, orderId, ...money, time: new Date(effect.at).toISOString(), requests };
}
