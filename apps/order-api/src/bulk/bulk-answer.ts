import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import { type ProblemDto, ProblemError } from '@ofs/contracts';
import type { FastifyRequest } from 'fastify';
import { MAX_BODY_BYTES } from '../http/api-adapter';
import { parseJson } from '../http/json';
import { NDJSON } from '../http/media-types';
import { toOrderProblem } from '../orders/order-problems';
import { type Line, ndjsonLines } from './ndjson-lines';

/** What became of one line: its number, from 1, and what the route says of it, or what was wrong. */
interface LineResult {
  line: number;
  status: number;
  problem?: ProblemDto;
}

/** Does what a line asks for, a JSON value; resolves to what its answer says, throws what a request of its own would be refused with. */
type DoLine = (value: unknown, line: number) => Promise<{ status: number }>;

/** How many lines are on their way to Redis at the same time: enough to share its round trips, few enough to hold in memory. */
const CONCURRENCY = 128;

/** White space as JSON knows it (RFC 8259, section 2). */
const WHITE_SPACE = [...Buffer.from(' \t\r\n')];

const logger = new Logger('BulkAnswer');

/** Answers an upload a line for each line, in their order and while they come. They are begun in their order, and then go on side by side. */
export function answerLines({ body, id: requestId }: FastifyRequest, doLine: DoLine): StreamableFile {
  const lines = Readable.from(numbered(ndjsonLines(body as Readable, MAX_BODY_BYTES)));
  const results = lines.map(({ line, number }: NumberedLine) => answer(line, number, doLine, requestId), {
    concurrency: CONCURRENCY,
  });
  return new StreamableFile(
    results.map((result: LineResult) => `${JSON.stringify(result)}\n`),
    { type: NDJSON },
  );
}

async function answer(line: Line, number: number, doLine: DoLine, requestId: string): Promise<LineResult> {
  try {
    return { line: number, ...(await doLine(readLine(line), number)) };
  } catch (error) {
    const problem =
      error instanceof ProblemError ? error : (toOrderProblem(error) ?? new ProblemError('internal-error'));
    if (problem.status === 500)
      logger.error({ err: error, code: problem.code, requestId, line: number }, 'line failed');
    return { line: number, status: problem.status, problem: problem.toDocument() };
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

function readLine(line: Line): unknown {
  if (line === 'too-long') throw new ProblemError('body-too-large', `A line has at most ${MAX_BODY_BYTES} bytes`);
  return parseJson(line);
}
