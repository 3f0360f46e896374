import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type OrderAction, orderActions } from './order-action';

/** Every problem this system answers with, by its code: the HTTP status and the title, which never vary per code. */
export const problemTypes = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'validation-failed': { status: 400, title: 'Some fields are missing or wrong' },
  'idempotency-key-invalid': { status: 400, title: 'The Idempotency-Key header is malformed' },
  'if-match-invalid': { status: 400, title: 'The If-Match header is malformed' },
  'bad-request': { status: 400, title: 'The request is malformed' },
  'payment-refused': { status: 402, title: 'The payment was refused' },
  'not-found': { status: 404, title: 'Nothing is found here' },
  'order-not-found': { status: 404, title: 'No order has this id' },
  'hold-not-found': { status: 404, title: 'The order has no hold with this id' },
  'sku-not-tracked': { status: 404, title: 'The stock of this SKU is not tracked' },
  'method-not-allowed': { status: 405, title: 'This resource does not take this method' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'action-not-supported': { status: 409, title: 'This cannot be done to the order now' },
  'too-many-holds': { status: 409, title: 'The order has as many holds as it may have' },
  'out-of-stock': { status: 409, title: 'The stock did not arrive in time' },
  'precondition-failed': { status: 412, title: 'The order is not as you know it any more' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used with another body' },
  'shipment-refused': { status: 422, title: 'The carrier refused the shipment' },
  'headers-too-large': { status: 431, title: 'The URL and the headers are too large' },
  'internal-error': { status: 500, title: 'Something failed on our side' },
  'fulfilment-failed': { status: 500, title: 'The order could not be fulfilled' },
  'not-durable': { status: 503, title: 'What is confirmed could be lost now, so nothing is taken' },
  'queue-full': { status: 503, title: 'Too many orders wait already' },
  'service-unavailable': { status: 503, title: 'The service cannot take this now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemTypes;

/** One thing wrong with a request: where and what. */
export class FieldErrorDto {
  @ApiProperty({
    example: '/lines/0/quantity',
    description: 'JSON Pointer (RFC 6901) into the body, or into an object of the parameters: `/limit`',
  })
  pointer!: string;

  @ApiProperty({ example: 'must be at least 1' })
  detail!: string;
}

/** A problem document: RFC 9457, with `code`, `errors` and `supportedActions` as extension members. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:ofs:problem:validation-failed' })
  type!: string;

  @ApiProperty({ example: 'Some fields are missing or wrong' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status!: number;

  @ApiPropertyOptional({ example: '2 fields are wrong' })
  detail?: string;

  @ApiPropertyOptional({ example: '/v1/orders', description: 'The path that was asked' })
  instance?: string;

  @ApiProperty({ example: 'validation-failed' })
  code!: string;

  @ApiPropertyOptional({ type: [FieldErrorDto] })
  errors?: FieldErrorDto[];

  @ApiPropertyOptional({
    enum: orderActions,
    isArray: true,
    description: 'With `action-not-supported` and `too-many-holds`: what can be done to the order instead',
  })
  supportedActions?: readonly OrderAction[];
}

export interface ProblemOptions extends ErrorOptions {
  errors?: FieldErrorDto[];
  supportedActions?: readonly OrderAction[];
  /** When trying again may help: whole seconds from now, sent as Retry-After. */
  retryAfterSeconds?: number;
  /** Further response headers, such as Allow. */
  headers?: Record<string, string>;
}

/** Thrown where a request has to be answered with a problem document. */
export class ProblemError extends Error {
  readonly status: number;
  readonly errors?: FieldErrorDto[];
  readonly supportedActions?: readonly OrderAction[];
  readonly retryAfterSeconds?: number;
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    options: ProblemOptions = {},
  ) {
    super(detail ?? problemTypes[code].title, { cause: options.cause });
    this.name = 'ProblemError';
    this.status = problemTypes[code].status;
    this.errors = options.errors;
    this.supportedActions = options.supportedActions;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers ?? {};
  }

  toDocument(instance?: string): ProblemDto {
    return {
      type: `urn:ofs:problem:${this.code}`,
      title: problemTypes[this.code].title,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(instance === undefined ? {} : { instance }),
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      ...(this.supportedActions === undefined ? {} : { supportedActions: this.supportedActions }),
    };
  }
}
