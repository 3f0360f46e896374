import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isOrderId, IsText, OrderDto, type OrderStatus, orderStatuses } from '@ofs/contracts';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { DEFAULT_LIMIT, IsCursor, IsLimit, placeIn, toCursor } from '../http/paging';
import { IsTime } from './time';

/** How OpenAPI 3.1 calls a list in one parameter: `a,b`. */
const COMMA_SEPARATED = { style: 'form', explode: false };

const MAX_LENGTH = 100;

/** The parts of `a,b`, or of `a` and `b` where the parameter comes twice: an order must not be listed once for each time that its status is named. */
function eachOnce(value: unknown): unknown {
  return typeof value === 'string' || Array.isArray(value) ? [...new Set(String(value).split(','))] : value;
}

/** The query of `GET /v1/orders`. Filters add up: an order has to match each. */
export class ListOrdersDto {
  @ApiPropertyOptional({
    ...COMMA_SEPARATED,
    enum: orderStatuses,
    isArray: true,
    example: ['backordered', 'failed'],
    description: 'Only orders that have this status, or one of these, separated by commas',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => eachOnce(value))
  @IsIn(orderStatuses, {
    each: true,
    message: `must be one of ${orderStatuses.join(', ')}, or several separated by commas`,
  })
  status?: OrderStatus[];

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_LENGTH,
    example: '17850',
    description: 'Only orders of this customer',
  })
  @IsOptional()
  @IsText({ max: MAX_LENGTH })
  customerId?: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_LENGTH,
    example: '536365',
    description: 'Only orders to which the shop gave this number',
  })
  @IsOptional()
  @IsText({ max: MAX_LENGTH })
  reference?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-22T00:00:00Z',
    description: 'Only orders that were accepted later than this (RFC 3339)',
  })
  @IsOptional()
  @IsTime()
  createdAfter?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-23T00:00:00Z',
    description: 'Only orders that were accepted earlier than this (RFC 3339)',
  })
  @IsOptional()
  @IsTime()
  createdBefore?: string;

  @IsLimit()
  limit: number = DEFAULT_LIMIT;

  @IsCursor((cursor) => isOrderId(placeIn(cursor) ?? ''), toCursor('ord_01kaq8x5tce3qa7ge4fdm0ns00'))
  cursor?: string;
}

export class OrderListDto {
  @ApiProperty({
    type: [OrderDto],
    description: 'Newest first. With several filters a page may be short, though more follow',
  })
  orders!: OrderDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The next page begins here; null on the last one. With several filters a page may be short, even empty, though more follow',
  })
  nextCursor!: string | null;
}
