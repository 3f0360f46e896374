import { hash } from 'node:crypto';

/** 48 bits: what a double holds exactly. It is compared under one key only, so a chance match is one in 2^48. */
const FINGERPRINT_BYTES = 6;

/** Tells apart what was asked under one key. The order of a body's members does not matter (RFC 8259, section 4). */
export function fingerprintOf(operation: string, body: object): number {
  const text = `${operation} ${JSON.stringify(body, withSortedMembers)}`;
  return hash('sha256', text, 'buffer').readUIntBE(0, FINGERPRINT_BYTES);
}

function withSortedMembers(_member: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
