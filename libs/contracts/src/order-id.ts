import { v7 } from 'uuid';
import { ALPHABET, typeId } from './type-id';

const ORDER_ID = /^ord_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$/;

/** The most partitions an order id can name: ten bits, the last two characters of the id. */
export const MAX_PARTITIONS = 1024;

/**
 * A new order id: a TypeID (`ord_` + UUIDv7), so that ids sort by the time they were made. Its last ten bits, random in a
 * plain UUIDv7, name the partition the order lives in: whoever has the id finds the order without asking.
 */
export function newOrderId(partition: number): string {
  if (!Number.isInteger(partition) || partition < 0 || partition >= MAX_PARTITIONS) {
    throw new RangeError(`A partition is a whole number from 0 to ${MAX_PARTITIONS - 1}, not ${partition}`);
  }
  const bytes = v7(undefined, new Uint8Array(16));
  bytes[14] = (bytes[14]! & 0b1111_1100) | (partition >> 8);
  bytes[15] = partition & 0xff;
  return typeId('ord', bytes);
}

export function isOrderId(text: string): boolean {
  return ORDER_ID.test(text);
}

export function partitionOf(orderId: string): number {
  return ALPHABET.indexOf(orderId.at(-2)!) * 32 + ALPHABET.indexOf(orderId.at(-1)!);
}

/** When the id was made, in milliseconds since 1970. */
export function createdAtOf(orderId: string): number {
  let bits = 0;
  for (const character of orderId.slice(4, 14)) bits = bits * 32 + ALPHABET.indexOf(character);
  return bits;
}

/** What the ids of all orders made in this millisecond (since 1970) begin with; it sorts before each of them. */
export function orderIdPrefix(createdAt: number): string {
  let text = '';
  for (let rest = createdAt; text.length < 10; rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text;
  return `ord_${text}`;
}
