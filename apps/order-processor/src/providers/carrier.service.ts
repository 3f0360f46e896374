import { Injectable } from '@nestjs/common';
import type { ShipmentDto } from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import { ProcessorSettings } from '../app.settings';
import { ProviderClient } from './provider-client';

/** The carrier that takes the goods to the buyer. */
@Injectable()
export class Carrier {
  private readonly client: ProviderClient;

  constructor({ carrierUrl, providerTimeoutMs }: ProcessorSettings) {
    this.client = new ProviderClient({
      provider: 'carrier',
      baseUrl: carrierUrl,
      timeoutMs: providerTimeoutMs,
      refusal: 'shipment-refused',
    });
  }

  async ship({ id, shippingAddress, lines }: Order, signal: AbortSignal): Promise<ShipmentDto> {
    const body = {
      orderId: id,
      address: shippingAddress,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    };
    const { carrier, trackingNumber } = await this.client.post<ShipmentDto>('/shipments', body, `${id}:ship`, signal);
    return { carrier, trackingNumber };
  }
}
