import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** A shipment of the most lines, with the longest SKUs, has to fit. Fastify's own limit is 1 MiB. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/** Longer than Node lets a URL be: an id that is too long is an unknown one, a 404, and not Fastify's 414. */
const MAX_PARAM_LENGTH = 16 * 1024;

export function httpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // A malformed URL fails in the router, before Nest and its filters.
    frameworkErrors: ({ statusCode = 400, message }: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      void reply.status(statusCode).send({ code: 'request_malformed', message });
    },
  });
}
