import { applyDecorators, Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { HoldOrderDto, MAX_HOLDS, OrderActionDto, OrderDto, type ProblemCode, ReleaseHoldDto } from '@ofs/contracts';
import { type Intervention, type Order, OrderControl } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import { DurabilityGuard } from '../health/durability-guard.service';
import { ApiProblems } from '../http/api-problems';
import { Consumes, JSON_TYPE } from '../http/media-types';
import { headersOf } from '../http/response-headers';
import { preconditionOf } from './if-match';
import { setOrderHeaders, toOrderDto } from './order-view';

/** What every action has in common. */
function Action(summary: string, description: string, ...problems: ProblemCode[]): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    ApiOperation({ summary, description }),
    ApiParam({ name: 'id', example: 'ord_01kaq8x5tce3qa7ge4fdm0ns00' }),
    ApiHeader({ name: 'If-Match', required: false, description: 'The ETag you have: 412 when the order has changed' }),
    ApiAcceptedResponse({
      type: OrderDto,
      description: 'The order as it is now',
      ...headersOf('ETag', 'Retry-After'),
    }),
    ApiProblems(
      'malformed-json',
      'validation-failed',
      'if-match-invalid',
      'order-not-found',
      'action-not-supported',
      'precondition-failed',
      'not-durable',
      'service-unavailable',
      ...problems,
    ),
  );
}

@ApiTags('orders')
@Controller('v1/orders/:id')
export class OrderActionsController {
  constructor(
    private readonly control: OrderControl,
    private readonly durability: DurabilityGuard,
  ) {}

  @Post('cancel')
  @Consumes(JSON_TYPE)
  @Action(
    'Cancel an order',
    'What was done for it is undone, and then it is cancelled. Until the carrier is asked. The payment of one that is `reserved` may be ' +
      'authorised just to be voided, as nobody can say whether it was.',
  )
  @ApiBody({ type: OrderActionDto, required: false })
  cancel(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderDto> {
    const { reason } = validated(OrderActionDto, body);
    return this.answer(reply, () => this.control.cancel(id, byOperator(ifMatch, reason)));
  }

  @Post('hold')
  @Consumes(JSON_TYPE)
  @Action(
    'Hold an order',
    `It stays where it is until all its holds are released; it has ${MAX_HOLDS} at most. Until the carrier is asked.`,
    'too-many-holds',
  )
  @ApiBody({ type: HoldOrderDto })
  hold(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderDto> {
    const { reason } = validated(HoldOrderDto, body);
    return this.answer(reply, () => this.control.hold(id, reason, byOperator(ifMatch)));
  }

  @Post('release')
  @Consumes(JSON_TYPE)
  @Action('Release a hold', 'With the last of its holds the order goes on from where it was.', 'hold-not-found')
  @ApiBody({ type: ReleaseHoldDto })
  release(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderDto> {
    const { holdId } = validated(ReleaseHoldDto, body);
    return this.answer(reply, () => this.control.release(id, holdId, byOperator(ifMatch)));
  }

  @Post('retry')
  @Consumes(JSON_TYPE)
  @Action('Retry a failed order', 'It gets all its attempts again, from where it stood. Its dead letter is gone.')
  @ApiBody({ type: OrderActionDto, required: false })
  retry(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderDto> {
    const { reason } = validated(OrderActionDto, body);
    return this.answer(reply, () => this.control.retry(id, byOperator(ifMatch, reason)));
  }

  private async answer(reply: FastifyReply, act: () => Promise<Order>): Promise<OrderDto> {
    await this.durability.refuseIfNotDurable();
    const order = await act();
    setOrderHeaders(reply, order);
    return toOrderDto(order);
  }
}

/** There is no telling operators apart yet. */
function byOperator(ifMatch: string | undefined, reason?: string): Intervention {
  return {
    actor: 'operator',
    ...(reason === undefined || reason === null ? {} : { reason }),
    precondition: preconditionOf(ifMatch),
  };
}
