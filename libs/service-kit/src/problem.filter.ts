import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { type ProblemCode, ProblemError } from '@ofs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers every error with a problem document (RFC 9457). What nobody foresaw is logged and told as `internal-error`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  /** @param translate what the service's own errors are to its clients; undefined for one it does not know */
  constructor(private readonly translate: (error: unknown) => ProblemError | undefined = () => undefined) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // The client has hung up, which is what the error is about: there is nobody to answer and nothing to mend.
    if (reply.raw.destroyed) return;
    if (isHealthReport(error)) {
      void reply.status(error.getStatus()).send(error.getResponse());
      return;
    }
    const problem = this.translate(error) ?? toProblem(error, request);
    // A 503 is foreseen; whoever cannot serve logs that once, not once for each request.
    if (problem.status === 500)
      this.logger.error({ err: problem.cause ?? problem, code: problem.code, requestId: request.id }, 'request failed');
    sendProblem(problem, request, reply);
  }
}

export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  if (problem.retryAfterSeconds !== undefined) void reply.header('Retry-After', problem.retryAfterSeconds);
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toDocument(pathOf(request))));
}

/** Terminus answers a failed check with a report of its own, which probes and people read. */
export function isHealthReport(error: unknown): error is HttpException {
  return error instanceof HttpException && Object.hasOwn(Object(error.getResponse()) as object, 'details');
}

function toProblem(error: unknown, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  const code = status === undefined ? undefined : codeByStatus[status];
  if (code !== undefined) return new ProblemError(code, detailOf(code, error as Error, request), { cause: error });
  return new ProblemError('internal-error', undefined, { cause: error });
}

const codeByStatus: Record<number, ProblemCode> = {
  400: 'bad-request',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  503: 'service-unavailable',
};

function detailOf(code: ProblemCode, error: Error, request: FastifyRequest): string {
  if (code === 'not-found') return nothingAt(request);
  if (code === 'unsupported-media-type')
    return `Send application/json, not ${request.headers['content-type'] ?? 'a body without a content type'}`;
  return error.message;
}

/** What is said of a path that nobody serves. */
export function nothingAt(request: FastifyRequest): string {
  return `There is nothing at ${request.method} ${pathOf(request)}`;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}
