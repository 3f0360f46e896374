import type { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ProblemError } from '@ofs/contracts';
import { nothingAt, sendProblem } from '@ofs/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseJson } from './json';
import { lingerOnRefusal } from './lingering-close';
import { JSON_TYPE, NDJSON, NO_FIELDS, requireMediaType } from './media-types';
import { answerRequestId, requestIdOf } from './request-id';
import { observeRequest } from './request-metrics';
import { answerUnparsableRequest } from './unparsable-request';

/** More than an order of 1,500 lines takes with every field as long as it may be and each character escaped (`\u00fc`), in bytes. */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** A connection that moves no byte for so long is closed: half a body would be waited for for ever. */
const IDLE_MS = 60_000;

/** Longer than Node lets a URL be: an id that is too long is an unknown one, 404, and not Fastify's 414. */
const MAX_PARAM_LENGTH = 16 * 1024;

/** Fastify as this API needs it: bodies are JSON and nothing else, but for the bulk intake's, which are streamed. */
export class ApiAdapter extends FastifyAdapter {
  private readonly methodsByPath = new Map<string, Set<string>>();
  /** Of paths that are also one of a pattern, which. */
  private readonly patterns = new Map<string, string>();

  constructor() {
    super({
      bodyLimit: MAX_BODY_BYTES,
      connectionTimeout: IDLE_MS,
      routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
      frameworkErrors: answerBadUrl,
      clientErrorHandler: answerUnparsableRequest,
      genReqId: requestIdOf,
    });
    const fastify = this.getInstance();
    fastify.addHook('onRequest', answerRequestId);
    fastify.addHook('onRequest', answerUnknownRoute);
    fastify.addHook('onRequest', requireMediaType);
    fastify.addHook('onSend', lingerOnRefusal);
    fastify.addHook('onResponse', observeRequest);
    fastify.addHook('onRoute', ({ url, method, config }) => {
      if (config?.within !== undefined) this.patterns.set(url, config.within);
      const methods = this.methodsByPath.get(url) ?? new Set();
      this.methodsByPath.set(url, methods);
      for (const one of [method].flat()) methods.add(one);
    });
  }

  override registerParserMiddleware(): void {
    const fastify = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        // Many clients name the type with every request, also where there is no body to name it of.
        done(null, body.length === 0 ? NO_FIELDS : parseJson(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    });
    fastify.addContentTypeParser(
      NDJSON,
      (_request: FastifyRequest, payload: Readable, done: (error: null, body: Readable) => void) => {
        done(null, payload);
      },
    );
  }

  /** Answers a method that a path does not take with `405` and `Allow`, not `404`. Call it when all routes are there. */
  answerWrongMethods(): void {
    // As they are now: each route that is added here adds to them.
    const methodsByPath = new Map([...this.methodsByPath].map(([url, methods]) => [url, [...methods]]));
    for (const [url, own] of methodsByPath) {
      const taken = new Set([...own, ...(methodsByPath.get(this.patterns.get(url) ?? '') ?? [])]);
      const allow = [...taken].sort().join(', ');
      const wrong = METHODS.filter((method) => !taken.has(method));
      // In `onRequest`, before the body is read: whether that could be parsed does not matter.
      const onRequest = (request: FastifyRequest, reply: FastifyReply): void => {
        const detail = `${request.method} is not for this resource; it takes ${allow}`;
        sendProblem(new ProblemError('method-not-allowed', detail, { headers: { Allow: allow } }), request, reply);
      };
      if (wrong.length > 0) this.getInstance().route({ method: wrong, url, onRequest, handler: () => undefined });
    }
  }
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** In `onRequest`, as for a wrong method: nobody cares whether the body could be parsed. */
function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (!request.is404) done();
  else sendProblem(new ProblemError('not-found', nothingAt(request)), request, reply);
}

/** A path that cannot be decoded, such as `/%`, is refused before there is a route whose hooks and filters could answer. */
function answerBadUrl(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  answerRequestId(request, reply, () => undefined);
  sendProblem(new ProblemError('bad-request', 'The path cannot be decoded', { cause: error }), request, reply);
}
