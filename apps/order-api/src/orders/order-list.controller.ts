import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { OrderList } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../http/api-problems';
import { linkNextPage, placeIn, toCursor } from '../http/paging';
import { headersOf } from '../http/response-headers';
import { ListOrdersDto, OrderListDto } from './list-orders.dto';
import { toOrderDto } from './order-view';
import { millisecondsOf } from './time';

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
  async get(@Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<OrderListDto> {
    const { cursor, createdAfter, createdBefore, ...filters } = validated(ListOrdersDto, { ...(query as object) });
    const { orders, next } = await this.list.page({
      ...filters,
      createdAfter: millisecondsOf(createdAfter),
      createdBefore: millisecondsOf(createdBefore),
      after: cursor && placeIn(cursor),
    });
    const nextCursor = next === undefined ? null : toCursor(next);
    linkNextPage(reply, nextCursor);
    return { orders: orders.map(toOrderDto), nextCursor };
  }
}
