import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { ProblemError } from '@ofs/contracts';
import { OrderReplay } from '@ofs/order-store';
import { type DeadLetter, DeadLetters, type DeathReason } from '@ofs/redis-queue';
import { validated } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../http/api-problems';
import { Consumes, JSON_TYPE } from '../http/media-types';
import { linkNextPage } from '../http/paging';
import { headersOf } from '../http/response-headers';
import {
  AN_ID,
  DeadLetterDto,
  DeadLetterListDto,
  ListDeadLettersDto,
  ReplayDeadLettersDto,
  ReplayedDto,
} from './dead-letters.dto';

/** How many are read at once of those that are to be replayed. */
const PAGE = 100;

function ApiDeadLetterId(): MethodDecorator {
  return ApiParam({ name: 'id', type: String, example: AN_ID, description: 'As the list has it' });
}

@ApiTags('dead letters')
@ApiProblems('service-unavailable')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly orderReplay: OrderReplay,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List what could not be handled, newest first' })
  @ApiQuery({ type: ListDeadLettersDto })
  @ApiOkResponse({ type: DeadLetterListDto, ...headersOf('Link') })
  @ApiProblems('validation-failed')
  async list(@Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<DeadLetterListDto> {
    const { cursor, ...rest } = validated(ListDeadLettersDto, { ...(query as object) });
    const { letters, next: nextCursor = null } = await this.deadLetters.page({ ...rest, after: cursor });
    linkNextPage(reply, nextCursor);
    return { deadLetters: letters.map(toDto), nextCursor };
  }

  @Post('replay')
  @HttpCode(202)
  @Consumes(JSON_TYPE)
  @ApiOperation({
    summary: 'Replay many, newest first',
    description:
      'Their messages get all their attempts again, and come back into the queue at `perSecond`; their orders are where they stood. Without a body: a hundred, whatever they died of.',
  })
  @ApiBody({ type: ReplayDeadLettersDto, required: false })
  @ApiAcceptedResponse({ type: ReplayedDto })
  @ApiProblems('malformed-json', 'validation-failed')
  async replayMany(@Body() body: unknown): Promise<ReplayedDto> {
    const { reason, limit, perSecond } = validated(ReplayDeadLettersDto, body);
    const result = { replayed: 0, lastAfterMs: 0 };
    for await (const letter of this.newest(reason, limit)) {
      const delayMs = Math.floor((result.replayed * 1_000) / perSecond);
      if (!(await this.orderReplay.replay(letter, 'operator', delayMs))) continue;
      result.replayed += 1;
      result.lastAfterMs = delayMs;
    }
    return result;
  }

  @Get(':id')
  @ApiDeadLetterId()
  @ApiOperation({ summary: 'Read one' })
  @ApiOkResponse({ type: DeadLetterDto })
  @ApiProblems('not-found')
  async get(@Param('id') id: string): Promise<DeadLetterDto> {
    return toDto(await this.find(id));
  }

  @Post(':id/replay')
  @HttpCode(202)
  @ApiDeadLetterId()
  @ApiOperation({
    summary: 'Replay one',
    description: 'Its message gets all its attempts again; its order is where it stood.',
  })
  @ApiAcceptedResponse({ type: ReplayedDto })
  @ApiProblems('not-found')
  async replay(@Param('id') id: string): Promise<ReplayedDto> {
    if (!(await this.orderReplay.replay(await this.find(id), 'operator'))) throw missing(id);
    return { replayed: 1, lastAfterMs: 0 };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiDeadLetterId()
  @ApiOperation({ summary: 'Discard one', description: 'Its order stays failed.' })
  @ApiNoContentResponse()
  @ApiProblems('not-found')
  async discard(@Param('id') id: string): Promise<void> {
    if (!(await this.deadLetters.discard(id))) throw missing(id);
  }

  private async find(id: string): Promise<DeadLetter> {
    const letter = await this.deadLetters.get(id);
    if (letter === undefined) throw missing(id);
    return letter;
  }

  private async *newest(reason: DeathReason | undefined, limit: number): AsyncGenerator<DeadLetter> {
    let after: string | undefined;
    let left = limit;
    do {
      const page = await this.deadLetters.page({ reason, after, limit: PAGE });
      yield* page.letters.slice(0, left);
      left -= page.letters.length;
      after = page.next;
    } while (after !== undefined && left > 0);
  }
}

function toDto(letter: DeadLetter): DeadLetterDto {
  return { ...letter, subject: subjectOf(letter.message) };
}

/** A message that cannot be read has died of just that. */
function subjectOf(message: string): string | null {
  try {
    return (JSON.parse(message) as { subject?: string } | null)?.subject ?? null;
  } catch {
    return null;
  }
}

function missing(id: string): ProblemError {
  return new ProblemError('not-found', `There is no dead letter ${id}`);
}
