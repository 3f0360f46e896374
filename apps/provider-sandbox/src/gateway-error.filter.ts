import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { ProblemError } from '@ofs/contracts';
import { isHealthReport } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import { GatewayError } from './gateway-error';

/** So many faults are told at once: a shipment can have thousands. */
const MAX_FAULTS_TOLD = 5;

const codeByStatus: Record<number, string> = {
  404: 'not_found',
  413: 'body_too_large',
  415: 'content_type_unsupported',
};

/** Answers every error as a payment gateway does: `{ "code", "message" }`. What nobody foresaw is logged and a 500. */
@Catch()
export class GatewayErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(GatewayErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (isHealthReport(error)) {
      void reply.status(error.getStatus()).send(error.getResponse());
      return;
    }
    const { status, code, message, cause } = toGatewayError(error);
    if (status >= 500) this.logger.error({ err: cause, code }, 'request failed');
    void reply.status(status).send({ code, message });
  }
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof ProblemError) return new GatewayError(error.status, 'parameter_invalid', faultsOf(error));
  if (error instanceof HttpException && error.getStatus() < 500) {
    const status = error.getStatus();
    return new GatewayError(status, codeByStatus[status] ?? 'request_malformed', error.message);
  }
  return new GatewayError(500, 'internal_error', 'Something failed on our side', { cause: error });
}

/** `lines.0.quantity must be at least 1` */
function faultsOf({ errors = [], message }: ProblemError): string {
  const faults = errors.slice(0, MAX_FAULTS_TOLD).map(({ pointer, detail }) => {
    const field = pointer.slice(1).replaceAll('/', '.');
    return `${field === '' ? 'the body' : field} ${detail}`;
  });
  const untold = errors.length - faults.length;
  if (untold > 0) faults.push(`${untold} more`);
  return faults.length > 0 ? faults.join('; ') : message;
}
