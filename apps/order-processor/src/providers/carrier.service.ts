import { Injectable } from '@nestjs/common';
import type { ShipmentDto } from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import { ProcessorSettings } from '../app.settings';
import { Breaker } from './breaker';
import { type Announce, ProviderClient } from './provider-client';

/** The carrier that takes the goods to the buyer. */
@Injectable()
export class Carrier {
  readonly breaker: Breaker;
  private readonly client: ProviderClient;

  constructor(settings: ProcessorSettings) {
    const { carrierUrl: baseUrl, providerTimeoutMs: timeoutMs } = settings;
    this.breaker = new Breaker('carrier', settings);
    this.client = new ProviderClient(
      { provider: 'carrier', baseUrl, timeoutMs, refusal: 'shipment-refused' },
      this.breaker,
    );
  }

  /** @param announce done right before the carrier is asked, and only if it is; when it throws, it is not asked */
  async ship({ id, shippingAddress, lines }: Order, signal: AbortSignal, announce: Announce): Promise<ShipmentDto> {
    const body = {
      orderId: id,
      address: shippingAddress,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    };
    const { carrier, trackingNumber } = await this.client.post(
      { path: '/shipments', body, idempotencyKey: `${id}:ship`, tells: ['carrier', 'trackingNumber'] },
      signal,
      announce,
    );
    return { carrier, trackingNumber };
  }
}
