import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { OrderList } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems';
import { headersOf } from '../http/response-headers';
import { fromCursor, ListOrdersDto, millisecondsOf, OrderListDto, toCursor } from './list-orders.dto';
import { toOrderDto } from './order-view';

@ApiTags('orders')
@Controller('v1/orders')
export class OrderListController {
  constructor(private readonly list: OrderList) {}

  @Get()
  @ApiOperation({
    summary: 'List orders, newest first',
    description:
      'Go on until there is no `nextCursor`: with several filters a page may be short, even empty, though more follow.',
  })
  @ApiQuery({ type: ListOrdersDto })
  @ApiOkResponse({ type: OrderListDto, ...headersOf('Link') })
  @ApiProblems('validation-failed', 'service-unavailable')
  async get(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderListDto> {
    const { cursor, createdAfter, createdBefore, ...filters } = validated(ListOrdersDto, { ...(query as object) });
    const { orders, next } = await this.list.page({
      ...filters,
      createdAfter: millisecondsOf(createdAfter),
      createdBefore: millisecondsOf(createdBefore),
      after: cursor === undefined ? undefined : fromCursor(cursor),
    });
    const nextCursor = next === undefined ? null : toCursor(next);
    if (nextCursor !== null) void reply.header('Link', `<${withCursor(request.url, nextCursor)}>; rel="next"`);
    return { orders: orders.map(toOrderDto), nextCursor };
  }
}

function withCursor(path: string, cursor: string): string {
  const url = new URL(path, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return url.pathname + url.search;
}
