import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isOrderId, IsText, OrderDto, type OrderStatus, orderStatuses } from '@ofs/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, isRFC3339, Max, Min, ValidateBy } from 'class-validator';

/** An RFC 3339 time on a day that exists: JavaScript takes February 30 for March 2. */
function IsTime(): PropertyDecorator {
  return ValidateBy({
    name: 'isTime',
    validator: {
      validate: (value) => typeof value === 'string' && isRFC3339(value) && isDay(value.slice(0, 'yyyy-mm-dd'.length)),
      defaultMessage: () => 'must be an RFC 3339 time, such as 2026-11-22T00:00:00Z, on a day that exists',
    },
  });
}

function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** The query of `GET /v1/orders`. Filters add up: an order has to match each. */
export class ListOrdersDto {
  @ApiPropertyOptional({ enum: orderStatuses })
  @IsOptional()
  @IsIn(orderStatuses, { message: `must be one of ${orderStatuses.join(', ')}` })
  status?: OrderStatus;

  @ApiPropertyOptional({ example: '17850' })
  @IsOptional()
  @IsText({ max: 100 })
  customerId?: string;

  @ApiPropertyOptional({ example: '536365' })
  @IsOptional()
  @IsText({ max: 100 })
  reference?: string;

  @ApiPropertyOptional({ example: '2026-11-22T00:00:00Z', description: 'Accepted later than this (RFC 3339)' })
  @IsOptional()
  @IsTime()
  createdAfter?: string;

  @ApiPropertyOptional({ example: '2026-11-23T00:00:00Z', description: 'Accepted earlier than this (RFC 3339)' })
  @IsOptional()
  @IsTime()
  createdBefore?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @Max(100, { message: 'must be at most 100' })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number' })
  limit: number = 20;

  @ApiPropertyOptional({ description: 'Where the last page ended: its `nextCursor`' })
  @IsOptional()
  @ValidateBy({
    name: 'isCursor',
    validator: {
      validate: (value) => typeof value === 'string' && isOrderId(fromCursor(value)),
      defaultMessage: () => 'must be the nextCursor of another page',
    },
  })
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

/** A cursor is opaque to clients: what is in it may change. */
export function toCursor(orderId: string): string {
  return Buffer.from(orderId).toString('base64url');
}

export function fromCursor(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

/** No order is older than 1970. A leap second is taken for the one before it. */
export function millisecondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Math.max(0, Date.parse(time.replace(/:60(?=[.Zz+-])/, ':59')));
}
