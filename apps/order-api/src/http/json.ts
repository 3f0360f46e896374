import { ProblemError } from '@ofs/contracts';

// Fatal: bytes that are not UTF-8 are refused, not replaced in silence.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON value in a body. A key such as `__proto__` is a field like any other here; `validated` refuses it.
 * @throws ProblemError `malformed-json`
 */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    const detail = cause instanceof SyntaxError ? cause.message : 'The body is not UTF-8';
    throw new ProblemError('malformed-json', detail, { cause });
  }
}
