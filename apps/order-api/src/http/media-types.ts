import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import { ProblemError } from '@ofs/contracts';
import { sendProblem } from '@ofs/service-kit';
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from './api-problems';

export const JSON_TYPE = 'application/json';
export const NDJSON = 'application/x-ndjson';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The one content type that the route takes. */
    consumes?: string;
    /**
     * The pattern that this route's path is one of, too, as somebody may have given something the name it ends with: methods that are
     * taken there are not wrong here.
     */
    within?: string;
  }
}

/** The one content type that a route takes. Any other is answered with 415. */
export function Consumes(mediaType: string, config: FastifyContextConfig = {}): MethodDecorator {
  return applyDecorators(
    RouteConfig({ ...config, consumes: mediaType }),
    ApiConsumes(mediaType),
    ApiProblems('unsupported-media-type'),
  );
}

/** Fastify hook: refuses another content type before the body is read, so that the body's own faults do not matter. */
export function requireMediaType(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { consumes } = request.routeOptions.config;
  const sent = request.headers['content-type'];
  if (consumes === undefined || sent?.split(';', 1)[0]!.trim().toLowerCase() === consumes) done();
  else {
    const detail = `Send ${consumes} here, not ${sent ?? 'a body without a content type'}`;
    sendProblem(new ProblemError('unsupported-media-type', detail), request, reply);
  }
}
