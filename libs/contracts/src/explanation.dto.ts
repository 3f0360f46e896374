import { ApiProperty } from '@nestjs/swagger';
import { type OrderAction, orderActions } from './order-action';
import { type OrderStatus, orderStatuses } from './order-status';

/** Something an operator can do to an order, and what comes of it. */
export class PossibleActionDto {
  @ApiProperty({ enum: orderActions, example: 'cancel' })
  action!: OrderAction;

  @ApiProperty({ example: 'Its payment is voided, and it is cancelled.' })
  effect!: string;
}

/** In plain words: why an order stands where it does, what comes next, and what can be done about it. */
export class ExplanationDto {
  @ApiProperty({ example: 'ord_01kaq8x5tce3qa7ge4fdm0ns00' })
  orderId!: string;

  @ApiProperty({ enum: orderStatuses, example: 'reserved' })
  status!: OrderStatus;

  @ApiProperty({ example: 'Its goods are reserved. Attempt 3 to go on has failed: The payment gateway answered 503.' })
  because!: string;

  @ApiProperty({ example: 'Its payment is authorised.' })
  next!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2026-11-22T21:31:08.000Z',
    description: 'Not earlier than this (RFC 3339); null for as soon as somebody can, or never',
  })
  nextAt!: string | null;

  @ApiProperty({ type: [PossibleActionDto] })
  actions!: PossibleActionDto[];
}
