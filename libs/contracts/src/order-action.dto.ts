import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsText } from './text';

/** The body of `POST /v1/orders/{id}/cancel` and `/retry`, if there is one. */
export class OrderActionDto {
  @ApiPropertyOptional({ example: 'The buyer has changed her mind', maxLength: 500, description: 'For the timeline' })
  @IsOptional()
  @IsText({ max: 500 })
  reason?: string;
}

/** The body of `POST /v1/orders/{id}/hold`. */
export class HoldOrderDto {
  @ApiProperty({ example: 'The address looks odd', maxLength: 500 })
  @IsText({ max: 500 })
  reason!: string;
}

/** The body of `POST /v1/orders/{id}/release`. */
export class ReleaseHoldDto {
  @ApiProperty({
    example: 'hold_01kaq8x5tce3qa7ge4fdm0ns00',
    maxLength: 100,
    description: "One of the order's `holds`",
  })
  @IsText({ max: 100 })
  holdId!: string;
}
