import { Readable } from 'node:stream';
import { ProblemError } from '@ofs/contracts';
import { NDJSON } from './api-adapter';

/** The parsed body. @throws ProblemError `unsupported-media-type` when it is a stream of NDJSON instead */
export function requireJson(body: unknown): unknown {
  if (body instanceof Readable)
    throw new ProblemError('unsupported-media-type', `Send application/json here, not ${NDJSON}`);
  return body;
}

/** The body as a stream. @throws ProblemError `unsupported-media-type` when it is anything else */
export function requireNdjson(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new ProblemError('unsupported-media-type', `Send ${NDJSON} here: one order a line`);
}
