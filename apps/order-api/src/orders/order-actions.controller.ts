import {
  applyDecorators,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  Post,
  Res,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HoldOrderDto, MAX_HOLDS, OrderActionDto, OrderDto, type ProblemCode, ReleaseHoldDto } from '@ofs/contracts';
import { type Intervention, type Order, OrderControl } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DurabilityGuard } from '../health/durability-guard.service';
import { ApiProblems } from '../http/api-problems';
import { Consumes, JSON_TYPE } from '../http/media-types';
import { headersOf } from '../http/response-headers';
import { preconditionOf } from './if-match';
import { ApiOrderId } from './order-id-param';
import { setOrderHeaders, toOrderDto } from './order-view';

/** What every action has in common. */
function Action(summary: string, description: string, ...problems: ProblemCode[]): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    Consumes(JSON_TYPE),
    ApiOperation({ summary, description }),
    ApiOrderId(),
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

/** What every action is asked with. */
interface Asked {
  id: string;
  body: unknown;
  ifMatch: string | undefined;
}

const Requested = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const { params, body, headers } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>();
  return { id: params.id, body, ifMatch: headers['if-match'] };
});

@ApiTags('orders')
@Controller('v1/orders/:id')
export class OrderActionsController {
  constructor(
    private readonly control: OrderControl,
    private readonly durability: DurabilityGuard,
  ) {}

  @Post('cancel')
  @Action(
    'Cancel an order',
    'What was done for it is undone, and then it is cancelled. Until the carrier is asked. The payment of one that is `reserved` may be ' +
      'authorised just to be voided, as nobody can say whether it was.',
  )
  @ApiBody({ type: OrderActionDto, required: false })
  cancel(@Requested() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<OrderDto> {
    const { reason } = validated(OrderActionDto, asked.body);
    return this.answer(reply, () => this.control.cancel(asked.id, byOperator(asked, reason)));
  }

  @Post('hold')
  @Action(
    'Hold an order',
    `It stays where it is until all its holds are released; it has ${MAX_HOLDS} at most. Until the carrier is asked.`,
    'too-many-holds',
  )
  @ApiBody({ type: HoldOrderDto })
  hold(@Requested() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<OrderDto> {
    const { reason } = validated(HoldOrderDto, asked.body);
    return this.answer(reply, () => this.control.hold(asked.id, reason, byOperator(asked)));
  }

  @Post('release')
  @Action('Release a hold', 'With the last of its holds the order goes on from where it was.', 'hold-not-found')
  @ApiBody({ type: ReleaseHoldDto })
  release(@Requested() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<OrderDto> {
    const { holdId } = validated(ReleaseHoldDto, asked.body);
    return this.answer(reply, () => this.control.release(asked.id, holdId, byOperator(asked)));
  }

  @Post('retry')
  @Action('Retry a failed order', 'It gets all its attempts again, from where it stood. Its dead letter is gone.')
  @ApiBody({ type: OrderActionDto, required: false })
  retry(@Requested() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<OrderDto> {
    const { reason } = validated(OrderActionDto, asked.body);
    return this.answer(reply, () => this.control.retry(asked.id, byOperator(asked, reason)));
  }

  private async answer(reply: FastifyReply, act: () => Promise<Order>): Promise<OrderDto> {
    await this.durability.refuseIfNotDurable();
    const order = await act();
    setOrderHeaders(reply, order);
    return toOrderDto(order);
  }
}

/** There is no telling operators apart yet. */
function byOperator({ ifMatch }: Asked, reason?: string | null): Intervention {
  return { actor: 'operator', reason: reason ?? undefined, precondition: preconditionOf(ifMatch) };
}
