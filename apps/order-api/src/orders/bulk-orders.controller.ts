import { Controller, Headers, HttpCode, Post, Req, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '@ofs/contracts';
import type { FastifyRequest } from 'fastify';
import { answerLines } from '../bulk/bulk-answer';
import { ApiProblems } from '../http/api-problems';
import { Consumes, NDJSON } from '../http/media-types';
import { keyFault, parseIdempotencyKey } from './idempotency-key';
import { OrderAcceptance } from './order-acceptance.service';
import { pathOf } from './order-view';

/** What is said of a line whose order was accepted. */
interface Accepted {
  status: 202;
  id: string;
  location: string;
  replayed?: true;
}

@ApiTags('orders')
@Controller('v1/orders/bulk')
export class BulkOrdersController {
  constructor(private readonly acceptance: OrderAcceptance) {}

  @Post()
  @HttpCode(200)
  @Consumes(NDJSON)
  @ApiOperation({
    summary: 'Place many orders',
    description:
      'One order a line, as `POST /v1/orders` takes them, each with an `idempotencyKey` of its own if it should have one; null is none. Answers a ' +
      'line for each, in their order and while they are sent: read the answer as you send. A line that fails leaves the others alone.',
  })
  @ApiBody({ schema: { type: 'string', example: '{"customerId":"17850","currency":"GBP","lines":[…],…}\n' } })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Makes the whole upload repeatable: line n of it has the key "<key>/n", unless it brings one.',
  })
  @ApiOkResponse({
    content: {
      [NDJSON]: {
        schema: { type: 'string', example: '{"line":1,"status":202,"id":"ord_01…","location":"/v1/orders/ord_01…"}\n' },
      },
    },
  })
  @ApiProblems('idempotency-key-invalid')
  create(
    @Req() request: FastifyRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): StreamableFile {
    const uploadKey = parseIdempotencyKey(idempotencyKey);
    return answerLines(request, (value, line) => this.accept(value, uploadKey && `${uploadKey}/${line}`));
  }

  private async accept(value: unknown, lineKey: string | undefined): Promise<Accepted> {
    const { idempotencyKey = lineKey, order } = readOrder(value);
    const { order: accepted, replayed } = await this.acceptance.accept(order, idempotencyKey);
    return { status: 202, id: accepted.id, location: pathOf(accepted.id), ...(replayed ? { replayed } : {}) };
  }
}

function readOrder(value: unknown): { idempotencyKey?: string; order: unknown } {
  if (typeof value !== 'object' || value === null || !('idempotencyKey' in value)) return { order: value };
  const { idempotencyKey, ...order } = value;
  // As in every other field that may be left out.
  if (idempotencyKey === null) return { order };
  if (typeof idempotencyKey !== 'string') throw wrongKey('must be a string');
  const fault = keyFault(idempotencyKey);
  if (fault !== undefined) throw wrongKey(fault);
  return { idempotencyKey, order };
}

function wrongKey(detail: string): ProblemError {
  return new ProblemError('validation-failed', '1 field is wrong', {
    errors: [{ pointer: '/idempotencyKey', detail }],
  });
}
