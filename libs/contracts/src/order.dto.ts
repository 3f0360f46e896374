import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CreateOrderDto } from './create-order.dto';
import {
  type FulfillmentStatus,
  fulfillmentStatuses,
  type OrderStatus,
  orderStatuses,
  type PaymentStatus,
  paymentStatuses,
} from './order-status';
import { type OrderAction, orderActions } from './order-action';
import { ProblemDto } from './problem';

/** What keeps an order from going on until it is released. */
export class HoldDto {
  @ApiProperty({ example: 'hold_01kaq8x5tce3qa7ge4fdm0ns00' })
  id!: string;

  @ApiProperty({ example: 'The address looks odd' })
  reason!: string;
}

export class ShipmentDto {
  @ApiProperty({ example: 'sandbox-post' })
  carrier!: string;

  @ApiProperty({ example: 'SP000000042GB' })
  trackingNumber!: string;
}

export class OrderLinksDto {
  @ApiProperty({ example: '/v1/orders/ord_01kaq8x5tce3qa7ge4fdm0ns00' })
  self!: string;

  @ApiProperty({ example: '/v1/orders/ord_01kaq8x5tce3qa7ge4fdm0ns00/timeline' })
  timeline!: string;
}

/** An order as the API shows it: what was sent, and where it stands. */
export class OrderDto extends CreateOrderDto {
  @ApiProperty({ example: 'ord_01kaq8x5tce3qa7ge4fdm0ns00' })
  id!: string;

  @ApiProperty({ enum: orderStatuses, example: 'accepted' })
  status!: OrderStatus;

  @ApiProperty({ enum: paymentStatuses, example: 'none' })
  paymentStatus!: PaymentStatus;

  @ApiProperty({ enum: fulfillmentStatuses, example: 'unfulfilled' })
  fulfillmentStatus!: FulfillmentStatus;

  @ApiProperty({ type: 'integer', example: 1530, description: 'The sum of quantity × unitPrice, in minor units' })
  totalAmount!: number;

  @ApiProperty({ type: [HoldDto], description: 'It goes on when all of them are released' })
  holds!: HoldDto[];

  @ApiProperty({ type: [ShipmentDto] })
  shipments!: ShipmentDto[];

  @ApiProperty({ type: ProblemDto, nullable: true, description: 'Why the order failed, or is rejected' })
  failure!: ProblemDto | null;

  @ApiProperty({
    type: 'integer',
    example: 1,
    description: 'Grows by one with every change; the ETag is "v" and this number',
  })
  version!: number;

  @ApiProperty({
    enum: orderActions,
    isArray: true,
    example: ['cancel', 'hold'],
    description: 'What an operator can do to the order now',
  })
  supportedActions!: OrderAction[];

  @ApiProperty({ example: '2026-11-22T21:31:00.000Z' })
  createdAt!: string;

  @ApiProperty({ example: '2026-11-22T21:31:00.000Z' })
  updatedAt!: string;

  @ApiProperty({ type: OrderLinksDto })
  links!: OrderLinksDto;
}

/** One thing that happened to an order. */
export class TimelineEntryDto {
  @ApiProperty({ type: 'integer', example: 1, description: 'From 1, without gaps' })
  sequence!: number;

  @ApiProperty({ example: '2026-11-22T21:31:00.000Z' })
  time!: string;

  @ApiProperty({ example: 'order.accepted' })
  type!: string;

  @ApiPropertyOptional({ enum: orderStatuses, nullable: true })
  from!: OrderStatus | null;

  @ApiProperty({ enum: orderStatuses })
  to!: OrderStatus;

  @ApiProperty({ example: 'order-api', description: 'Who did it: a service, or an operator' })
  actor!: string;

  @ApiPropertyOptional({
    type: 'integer',
    example: 1,
    nullable: true,
    description: 'Which attempt at fulfilment this was',
  })
  attempt!: number | null;

  @ApiPropertyOptional({ type: Object, additionalProperties: true, nullable: true })
  detail!: Record<string, unknown> | null;
}

export class TimelineDto {
  @ApiProperty()
  orderId!: string;

  @ApiProperty({ type: [TimelineEntryDto] })
  entries!: TimelineEntryDto[];
}
