import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from './gateway-error';

const MAX_KEY_LENGTH = 255;

/** The request's `Idempotency-Key`, of up to 255 characters. Without one nothing may happen, as a retry could not be told. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  keyOf(context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
);

function keyOf(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || header === '') {
    throw new GatewayError(400, 'idempotency_key_missing', 'The Idempotency-Key header is required');
  }
  if (header.length > MAX_KEY_LENGTH) {
    const message = `The Idempotency-Key header must be at most ${MAX_KEY_LENGTH} characters long`;
    throw new GatewayError(400, 'idempotency_key_invalid', message);
  }
  return header;
}
