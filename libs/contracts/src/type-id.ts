/** The alphabet of TypeID 0.3: Crockford's base 32 in lower case. */
export const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The TypeID of a UUID: 128 bits as 26 characters of five bits, two zero bits in front (TypeID 0.3, "Base32 Encoding"). */
export function typeId(prefix: string, uuid: Uint8Array): string {
  let text = '';
  for (let character = 0; character < 26; character++) {
    let value = 0;
    for (let bit = character * 5 - 2; bit < character * 5 + 3; bit++) {
      value = value * 2 + (bit < 0 ? 0 : (uuid[bit >> 3]! >> (7 - (bit & 7))) & 1);
    }
    text += ALPHABET[value];
  }
  return `${prefix}_${text}`;
}
