/** The pointer to a field of what `parent` points to: RFC 6901, section 3. */
export function pointerTo(parent: string, key: string): string {
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
