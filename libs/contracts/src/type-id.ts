/** The alphabet of TypeID 0.3: Crockford's base 32 in lower case. */
export const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The TypeID of a UUID: 128 bits as 26 characters of five bits, two zero bits in front (TypeID 0.3, "Base32 Encoding"). */
export function typeId(prefix: string, uuid: Uint8Array): string {
  let text = '';
  let bits = 0;
  let count = 2;
  for (const byte of uuid) {
    bits = (bits << 8) | byte;
    for (count += 8; count >= 5;) {
      count -= 5;
      text += ALPHABET[(bits >> count) & 31];
    }
    bits &= 31;
  }
  return `${prefix}_${text}`;
}
