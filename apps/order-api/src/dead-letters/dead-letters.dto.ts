import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsWholeNumber } from '@ofs/contracts';
import type { DeadLetter, DeathReason } from '@ofs/redis-queue';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { DEFAULT_LIMIT, IsCursor, IsLimit } from '../http/paging';

const reasons: DeathReason[] = ['attempts-exhausted', 'unrecoverable', 'deliveries-exhausted', 'unreadable'];

/** Begins with when it died, in milliseconds. */
const DEAD_LETTER_ID = /^\d{13}-./;
const DEFAULT_COUNT = 100;
const DEFAULT_PER_SECOND = 50;
/** One to show. */
export const AN_ID = '1763847000000-5b0a3f0e-5d0e-4c7e-9d7b-0d4e8e0e6a53';

/** By a name of its own, as Nest leaves the values themselves out of a query's description. */
const DEATH_REASON = {
  enum: reasons,
  enumName: 'DeathReason',
  enumSchema: { description: 'Why a message could not be handled' },
};

function IsReason(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      ...DEATH_REASON,
      example: 'attempts-exhausted',
      description: 'Only those that died of this',
    }),
    IsOptional(),
    NullIs(undefined),
    IsIn(reasons, { message: `must be one of ${reasons.join(', ')}` }),
  );
}

function IsCount(byDefault: number, description: string): PropertyDecorator {
  const max = 1_000;
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: max, default: byDefault, description }),
    NullIs(byDefault),
    IsWholeNumber({ max }),
  );
}

/** What null stands for, which in a body is to say nothing: the field's initial value is only that of one that is not there. */
function NullIs(byDefault: unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => value ?? byDefault);
}

/** The query of `GET /v1/dead-letters`. */
export class ListDeadLettersDto {
  @IsReason()
  reason?: DeathReason;

  @IsLimit()
  limit: number = DEFAULT_LIMIT;

  @IsCursor((cursor) => DEAD_LETTER_ID.test(cursor), AN_ID)
  cursor?: string;
}

/** The body of `POST /v1/dead-letters/replay`. */
export class ReplayDeadLettersDto {
  @IsReason()
  reason?: DeathReason;

  @IsCount(DEFAULT_COUNT, 'The newest so many')
  limit: number = DEFAULT_COUNT;

  @IsCount(DEFAULT_PER_SECOND, 'How many a second come back into the queue')
  perSecond: number = DEFAULT_PER_SECOND;
}

class ErrorDto {
  @ApiProperty({ example: 'ProviderRefusedError' })
  name!: string;

  @ApiProperty({ example: 'The payment gateway refused: 402 {"code":"card_declined"}' })
  message!: string;
}

export class DeadLetterDto implements DeadLetter {
  @ApiProperty({ example: AN_ID })
  id!: string;

  @ApiProperty(DEATH_REASON)
  reason!: DeathReason;

  @ApiProperty({ type: [ErrorDto], description: 'What it died of, and what caused that, outermost first' })
  errors!: ErrorDto[];

  @ApiProperty({ type: 'integer', example: 8 })
  attempts!: number;

  @ApiProperty({ type: 'integer', example: 1, description: 'How often it was delivered at its last attempt' })
  deliveries!: number;

  @ApiProperty({ example: '2026-11-22T21:31:00.000Z' })
  firstFailedAt!: string;

  @ApiProperty({ example: '2026-11-22T21:33:00.000Z' })
  diedAt!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'ord_01kaq8x5tce3qa7ge4fdm0ns00',
    description: 'Whom its message is about, such as an order; null where that cannot be read',
  })
  subject!: string | null;

  @ApiProperty({ description: 'The message as it was in the queue: a CloudEvent whose subject is the order' })
  message!: string;
}

export class DeadLetterListDto {
  @ApiProperty({
    type: [DeadLetterDto],
    description: 'Newest first. With a filter a page may be short, though more follow',
  })
  deadLetters!: DeadLetterDto[];

  @ApiProperty({ type: String, nullable: true, description: 'The next page begins here; null on the last one' })
  nextCursor!: string | null;
}

export class ReplayedDto {
  @ApiProperty({ type: 'integer', example: 42 })
  replayed!: number;

  @ApiProperty({
    type: 'integer',
    example: 840,
    description: 'After how many milliseconds the last of them is back in the queue',
  })
  lastAfterMs!: number;
}
