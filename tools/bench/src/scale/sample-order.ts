import type { CreateOrderDto } from '@ofs/contracts';

/** Each customer places so many, one after the other: their lists are as long at one level as at another. */
const ORDERS_PER_CUSTOMER = 50;

const lines = [
  { sku: '85123A', name: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPrice: 255 },
  { sku: '71053', name: 'WHITE METAL LANTERN', quantity: 6, unitPrice: 339 },
  { sku: '84406B', name: 'CREAM CUPID HEARTS COAT HANGER', quantity: 8, unitPrice: 275 },
];

export const TOTAL_AMOUNT = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);

/** An order of three lines. No two have the same reference. */
export function sampleOrder(number: number): CreateOrderDto & { reference: string; payment: { token: string } } {
  return {
    reference: `bench-${number}`,
    customerId: `customer-${Math.floor(number / ORDERS_PER_CUSTOMER)}`,
    currency: 'GBP',
    lines,
    shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
    payment: { token: 'tok_ok' },
  };
}
