import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** For how long we listen to what a client still sends after it was refused, in milliseconds. */
const LINGER_MS = 10_000;

/**
 * Fastify hook: a refusal that is sent before the request was read to its end ends only when the client has sent all. A
 * connection that is closed on a client that sends is reset, and the answer is lost with it (RFC 9112, section 9.6).
 */
export function lingerOnRefusal(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  const refusal = reply.statusCode >= 400 && typeof payload === 'string' && raw.method !== 'HEAD' && !raw.complete;
  if (refusal) void reply.header('Content-Length', Buffer.byteLength(payload));
  done(null, refusal ? Readable.from(thenTheRest(payload, raw), { objectMode: false }) : payload);
}

async function* thenTheRest(answer: string, request: IncomingMessage): AsyncGenerator<string> {
  yield answer;
  request.resume();
  // An error says that the client is gone or has been sending for too long: either way this is the end.
  await finished(request, { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
}
