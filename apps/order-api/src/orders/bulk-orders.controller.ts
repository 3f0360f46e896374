import { Readable } from 'node:stream';
import { Body, Controller, Headers, HttpCode, Logger, Post, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemDto, ProblemError } from '@ofs/contracts';
import { ApiProblems } from '../http/api-problems';
import { MAX_BODY_BYTES } from '../http/api-adapter';
import { parseJson } from '../http/json';
import { Consumes, NDJSON } from '../http/media-types';
import { parseIdempotencyKey } from './idempotency-key';
import { type Line, ndjsonLines } from './ndjson-lines';
import { OrderAcceptance } from './order-acceptance.service';
import { toOrderProblem } from './order-problems';
import { pathOf } from './order-view';

/** What became of one line. */
interface LineResult {
  /** From 1. */
  line: number;
  status: number;
  id?: string;
  location?: string;
  replayed?: true;
  problem?: ProblemDto;
}

/** How many lines are on their way to Redis at the same time: enough to share its round trips, few enough to hold in memory. */
const CONCURRENCY = 128;

/** White space as JSON knows it (RFC 8259, section 2). */
const WHITE_SPACE = [...Buffer.from(' \t\r\n')];

@ApiTags('orders')
@Controller('v1/orders/bulk')
export class BulkOrdersController {
  private readonly logger = new Logger(BulkOrdersController.name);

  constructor(private readonly acceptance: OrderAcceptance) {}

  @Post()
  @HttpCode(200)
  @Consumes(NDJSON)
  @ApiOperation({
    summary: 'Place many orders',
    description:
      'One order a line, as `POST /v1/orders` takes them, each with an `idempotencyKey` of its own if it should have one. Answers a ' +
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
  create(@Body() body: Readable, @Headers('idempotency-key') idempotencyKey: string | undefined): StreamableFile {
    const uploadKey = parseIdempotencyKey(idempotencyKey);
    const lines = Readable.from(numbered(ndjsonLines(body, MAX_BODY_BYTES)));
    const results = lines.map(({ line, number }: NumberedLine) => this.accept(line, number, uploadKey), {
      concurrency: CONCURRENCY,
    });
    return new StreamableFile(
      results.map((result: LineResult) => `${JSON.stringify(result)}\n`),
      { type: NDJSON },
    );
  }

  private async accept(line: Line, number: number, uploadKey: string | undefined): Promise<LineResult> {
    try {
      const { idempotencyKey, order } = readLine(line);
      const key = idempotencyKey ?? (uploadKey === undefined ? undefined : `${uploadKey}/${number}`);
      const { order: accepted, replayed } = await this.acceptance.accept(order, key);
      return {
        line: number,
        status: 202,
        id: accepted.id,
        location: pathOf(accepted.id),
        ...(replayed ? { replayed } : {}),
      };
    } catch (error) {
      const problem =
        error instanceof ProblemError ? error : (toOrderProblem(error) ?? new ProblemError('internal-error'));
      if (problem.status === 500) this.logger.error({ err: error, code: problem.code, line: number }, 'line failed');
      return { line: number, status: problem.status, problem: problem.toDocument() };
    }
  }
}

interface NumberedLine {
  line: Line;
  number: number;
}

/** How long lines may be read in one turn of the event loop, in milliseconds. */
const TURN_MS = 10;

async function* numbered(lines: AsyncIterable<Line>): AsyncGenerator<NumberedLine> {
  let number = 0;
  let turnedAt = performance.now();
  for await (const line of lines) {
    number += 1;
    // Lines that are refused wait for nothing: without a turn of the event loop between them nobody else would be served.
    if (performance.now() - turnedAt > TURN_MS) {
      await new Promise(setImmediate);
      turnedAt = performance.now();
    }
    if (!isBlank(line)) yield { line, number };
  }
}

function isBlank(line: Line): boolean {
  return line !== 'too-long' && line.every((byte) => WHITE_SPACE.includes(byte));
}

function readLine(line: Line): { idempotencyKey?: string; order: unknown } {
  if (line === 'too-long') throw new ProblemError('body-too-large', `A line has at most ${MAX_BODY_BYTES} bytes`);
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('idempotencyKey' in value)) return { order: value };
  const { idempotencyKey, ...order } = value;
  if (typeof idempotencyKey !== 'string') {
    throw new ProblemError('validation-failed', '1 field is wrong', {
      errors: [{ pointer: '/idempotencyKey', detail: 'must be a string' }],
    });
  }
  return { idempotencyKey: parseIdempotencyKey(`"${idempotencyKey.replace(/["\\]/g, '\\$&')}"`), order };
}
