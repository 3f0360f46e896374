import { Body, Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CreateOrderDto, OrderDto, TimelineDto } from '@ofs/contracts';
import { OrderReader } from '@ofs/order-store';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../http/api-problems';
import { Consumes, JSON_TYPE } from '../http/media-types';
import { headersOf } from '../http/response-headers';
import { parseIdempotencyKey } from './idempotency-key';
import { isKnown } from './if-none-match';
import { ApiOrderId } from './order-id-param';
import { OrderAcceptance } from './order-acceptance.service';
import { pathOf, setOrderHeaders, toOrderDto } from './order-view';

@ApiTags('orders')
@ApiProblems('service-unavailable')
@Controller('v1/orders')
export class OrdersController {
  constructor(
    private readonly acceptance: OrderAcceptance,
    private readonly reader: OrderReader,
  ) {}

  @Post()
  @HttpCode(202)
  @Consumes(JSON_TYPE)
  @ApiOperation({
    summary: 'Place an order',
    description: 'Answers once the order is on disk; it is fulfilled in the background.',
  })
  @ApiBody({ type: CreateOrderDto })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'A key of your own, up to 255 characters: a repeat with the same key and order gets the first answer again.',
  })
  @ApiAcceptedResponse({
    type: OrderDto,
    description: 'Accepted',
    ...headersOf('Location', 'ETag', 'Retry-After', 'Idempotent-Replayed'),
  })
  @ApiProblems(
    'malformed-json',
    'validation-failed',
    'idempotency-key-invalid',
    'body-too-large',
    'idempotency-key-reused',
    'queue-full',
    'service-unavailable',
  )
  async create(
    @Body() body: unknown,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderDto> {
    const { order, replayed } = await this.acceptance.accept(body, parseIdempotencyKey(idempotencyKey));
    void reply.header('Location', pathOf(order.id));
    setOrderHeaders(reply, order);
    if (replayed) void reply.header('Idempotent-Replayed', 'true');
    return toOrderDto(order);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Where an order stands' })
  @ApiOrderId()
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The ETag you have: 304 while nothing has changed',
  })
  @ApiOkResponse({ type: OrderDto, ...headersOf('ETag', 'Retry-After') })
  @ApiResponse({ status: 304, description: 'Nothing has changed', ...headersOf('ETag', 'Retry-After') })
  @ApiProblems('order-not-found')
  async get(
    @Param('id') id: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderDto | undefined> {
    const order = await this.reader.get(id);
    setOrderHeaders(reply, order);
    if (!isKnown(order, ifNoneMatch)) return toOrderDto(order);
    void reply.status(304);
    return undefined;
  }

  @Get(':id/timeline')
  @ApiOperation({ summary: 'What happened to an order, oldest first' })
  @ApiOrderId()
  @ApiOkResponse({ type: TimelineDto })
  @ApiProblems('order-not-found')
  async timeline(@Param('id') id: string): Promise<TimelineDto> {
    return { orderId: id, entries: await this.reader.timeline(id) };
  }
}
