import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import { ProblemError } from '@ofs/contracts';
import { sendProblem } from '@ofs/service-kit';
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from './api-problems';

export const JSON_TYPE = 'application/json';
export const NDJSON = 'application/x-ndjson';

/** What a body that was not sent is taken for: what is missing is then named field by field, and where nothing is needed nothing is missing. */
export const NO_FIELDS = Object.freeze({});

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
  if (consumes === undefined || sent === consumes) return done();
  if (consumes === JSON_TYPE && sent === undefined && !bringsBody(request)) {
    request.body = NO_FIELDS;
    return done();
  }
  const detail = faultOf(sent, consumes);
  if (detail === undefined) return done();
  sendProblem(new ProblemError('unsupported-media-type', detail), request, reply);
}

function bringsBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function faultOf(sent: string | undefined, wanted: string): string | undefined {
  if (sent === undefined) return `Send ${wanted} here, not a body without a content type`;
  if (sent.split(';', 1)[0]!.trim().toLowerCase() !== wanted) return `Send ${wanted} here, not ${sent}`;
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(sent)?.[1] ?? 'utf-8';
  return /^utf-?8$/i.test(charset) ? undefined : `Send ${wanted} in UTF-8 here, not in ${charset}`;
}
