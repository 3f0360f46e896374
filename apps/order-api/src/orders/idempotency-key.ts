import { ProblemError } from '@ofs/contracts';

const MAX_LENGTH = 255;

/**
 * The key in an `Idempotency-Key` header: a quoted string (RFC 9651, section 3.3.3, as draft-ietf-httpapi-idempotency-key-header
 * writes it) or the bare characters, which most clients send. `"abc"` and `abc` are one key.
 * @throws ProblemError `idempotency-key-invalid`
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.startsWith('"') ? unquote(header) : bare(header);
  const fault = keyFault(key);
  if (fault !== undefined) throw malformed(`it ${fault}`);
  return key;
}

/** What is wrong with a key, if anything is, wherever it comes from. */
export function keyFault(key: string): string | undefined {
  if (key.length === 0) return 'is empty';
  if (key.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  return /^[\x20-\x7e]*$/.test(key) ? undefined : 'has characters other than printable ASCII';
}

function unquote(header: string): string {
  if (!/^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/.test(header)) {
    throw malformed(
      'a quoted key ends with a quote, and has printable ASCII between, with \\" and \\\\ for the two characters',
    );
  }
  return header.slice(1, -1).replace(/\\(.)/g, '$1');
}

function bare(header: string): string {
  if (!/^[\x21\x23-\x2b\x2d-\x7e]*$/.test(header)) {
    throw malformed('a bare key has printable ASCII without spaces, quotes and commas; put others in quotes');
  }
  return header;
}

function malformed(why: string): ProblemError {
  return new ProblemError('idempotency-key-invalid', `The Idempotency-Key header is malformed: ${why}`);
}
