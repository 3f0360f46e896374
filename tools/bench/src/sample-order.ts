import type { CreateOrderDto } from '@ofs/contracts';

/** Each customer places so many, one after the other: their lists are as long at one level as at another. */
const ORDERS_PER_CUSTOMER = 50;

const names = ['WHITE HANGING HEART T-LIGHT HOLDER', 'WHITE METAL LANTERN', 'CREAM CUPID HEARTS COAT HANGER'];

type SampleOrder = CreateOrderDto & { reference: string; payment: { token: string } };

/** An order of so many lines. No two have the same reference. */
export function sampleOrder(number: number, lines = 3): SampleOrder {
  return { reference: referenceOf(number), customerId: customerOf(number), ...restOf(lines) };
}

/** What it comes to, in minor units. */
export function totalOf({ lines }: Pick<SampleOrder, 'lines'>): number {
  return lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}

/** Orders of so many lines as JSON, made of parts that are ready: to write them costs little. */
export function orderTexts(lines: number): (number: number) => string {
  const rest = JSON.stringify(restOf(lines)).slice(1);
  return (number) => `{"reference":"${referenceOf(number)}","customerId":"${customerOf(number)}",${rest}`;
}

export function referenceOf(number: number): string {
  return `bench-${number}`;
}

function customerOf(number: number): string {
  return `customer-${Math.floor(number / ORDERS_PER_CUSTOMER)}`;
}

function restOf(lines: number): Omit<SampleOrder, 'reference' | 'customerId'> {
  return {
    currency: 'GBP',
    lines: Array.from({ length: lines }, (_, line) => ({
      sku: `${85_000 + line}A`,
      name: names[line % names.length]!,
      quantity: 6 + (line % 3),
      unitPrice: 255 + 42 * (line % 5),
    })),
    shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
    payment: { token: 'tok_ok' },
  };
}
