import { Injectable } from '@nestjs/common';
import type { Order } from '@ofs/order-store';
import { ProcessorSettings } from '../app.settings';
import { Breaker } from './breaker';
import { ProviderClient } from './provider-client';

/** The payment gateway: what is authorised at first is captured when the goods are on their way, or voided when they never are. */
@Injectable()
export class PaymentGateway {
  readonly breaker: Breaker;
  private readonly client: ProviderClient;

  constructor(settings: ProcessorSettings) {
    const { paymentGatewayUrl: baseUrl, providerTimeoutMs: timeoutMs } = settings;
    this.breaker = new Breaker('payment gateway', settings);
    this.client = new ProviderClient(
      { provider: 'payment gateway', baseUrl, timeoutMs, refusal: 'payment-refused' },
      this.breaker,
    );
  }

  /** Holds the order's total on the buyer's card. Resolves to the authorisation's id. */
  async authorize({ id, totalAmount, currency, payment }: Order, signal: AbortSignal): Promise<string> {
    const body = { orderId: id, amount: totalAmount, currency, token: payment.token };
    const path = '/payments/authorizations';
    const authorization = await this.client.post(
      { path, body, idempotencyKey: `${id}:authorize`, tells: ['id'] },
      signal,
    );
    return authorization.id;
  }

  /** Takes what was held. Resolves to the capture's id. */
  async capture({ id, totalAmount, authorizationId }: Order, signal: AbortSignal): Promise<string> {
    const path = `${pathOf(authorizationId!)}/capture`;
    const body = { amount: totalAmount };
    const capture = await this.client.post({ path, body, idempotencyKey: `${id}:capture`, tells: ['id'] }, signal);
    return capture.id;
  }

  /** Lets go of what was held. Resolves to the void's id. */
  async void({ id }: Order, authorizationId: string, signal: AbortSignal): Promise<string> {
    const path = `${pathOf(authorizationId)}/void`;
    const voided = await this.client.post({ path, body: {}, idempotencyKey: `${id}:void`, tells: ['id'] }, signal);
    return voided.id;
  }
}

/** The gateway chooses its ids: one with a slash in it must not lead elsewhere. */
function pathOf(authorizationId: string): string {
  return `/payments/authorizations/${encodeURIComponent(authorizationId)}`;
}
