import type { OrderDto } from '@ofs/contracts';

/** What a client sends. */
export type OrderBody = Partial<OrderDto> & Record<string, unknown>;

export const aLine = { sku: '85123A', name: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPrice: 255 };

export const anAddress = {
  name: 'A. Buyer',
  line1: '1 Main St',
  line2: '',
  city: 'London',
  region: '',
  postalCode: 'N1 9GU',
  country: 'GB',
};

/** An order with every field there is. */
export function anOrder(fields: Record<string, unknown> = {}): OrderBody {
  return {
    reference: '536365',
    customerId: '17850',
    currency: 'GBP',
    lines: [aLine],
    shippingAddress: anAddress,
    payment: { token: 'tok_ok' },
    metadata: { channel: 'web' },
    ...fields,
  };
}
