import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What may come from a client into our log, and back to it in a header. */
const SANE = /^[\w.:=+/@-]{1,128}$/;

/** What a request is called in the log: as its client calls it (`X-Request-Id`), or a new name. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SANE.test(sent) ? sent : randomUUID();
}

/** Fastify hook: tells the client, who can ask us for the line in the log then. */
export function answerRequestId(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.header('X-Request-Id', request.id);
  done();
}
