import { isUtf8 } from 'node:buffer';
import { ProblemError } from '@ofs/contracts';
import { parse } from 'secure-json-parse';

/**
 * The JSON value in a body.
 * @throws ProblemError `malformed-json`: also for bytes that are not UTF-8, which would be replaced in silence, and for
 * `__proto__` keys, which would change the prototypes of what they are copied to
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new ProblemError('malformed-json', 'The body is not UTF-8');
  try {
    return parse(bytes.toString('utf8'), { protoAction: 'error', constructorAction: 'error' });
  } catch (cause) {
    throw new ProblemError('malformed-json', (cause as Error).message, { cause });
  }
}
