import { type AddressDto, type CreateOrderDto, ProblemError } from '@ofs/contracts';
import type { NewOrder } from '@ofs/order-store';

/**
 * The order that a request asks for: in whose JSON the fields that were left out or null are not, with its total, and with all fields in a fixed order,
 * as a client may write the same order in another when it repeats it.
 * @throws ProblemError `validation-failed` for what only the whole order tells
 */
export function toNewOrder(dto: CreateOrderDto, defaultPaymentToken: string | undefined): NewOrder {
  const token = dto.payment?.token ?? defaultPaymentToken;
  if (token === undefined) throw wrong('/payment', 'is required');
  const totalAmount = dto.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  if (totalAmount > Number.MAX_SAFE_INTEGER) throw wrong('/lines', `must add up to at most ${Number.MAX_SAFE_INTEGER}`);
  return {
    reference: dto.reference ?? undefined,
    customerId: dto.customerId,
    currency: dto.currency,
    lines: dto.lines.map(({ sku, name, quantity, unitPrice }) => ({
      sku,
      name: name ?? undefined,
      quantity,
      unitPrice,
    })),
    shippingAddress: addressFrom(dto.shippingAddress),
    payment: { token },
    metadata: dto.metadata ? sorted(dto.metadata) : undefined,
    totalAmount,
  };
}

function addressFrom({ name, line1, line2, city, region, postalCode, country }: AddressDto): AddressDto {
  return { name, line1, line2: line2 ?? undefined, city, region: region ?? undefined, postalCode, country };
}

function sorted(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function wrong(pointer: string, detail: string): ProblemError {
  return new ProblemError('validation-failed', '1 field is wrong', { errors: [{ pointer, detail }] });
}
