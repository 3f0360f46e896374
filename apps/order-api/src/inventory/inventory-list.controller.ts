import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { StockList } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../http/api-problems';
import { linkNextPage, placeIn, toCursor } from '../http/paging';
import { headersOf } from '../http/response-headers';
import { ListStockDto, StockListDto } from './list-stock.dto';

@ApiTags('inventory')
@Controller('v1/inventory')
export class InventoryListController {
  constructor(private readonly list: StockList) {}

  @Get()
  @ApiOperation({
    summary: 'List the SKUs that are tracked, with how much there is of each',
    description: 'In the order of their names: digits before capitals, capitals before small letters.',
  })
  @ApiQuery({ type: ListStockDto })
  @ApiOkResponse({ type: StockListDto, ...headersOf('Link') })
  @ApiProblems('validation-failed', 'service-unavailable')
  async get(@Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<StockListDto> {
    const { cursor, limit } = validated(ListStockDto, { ...(query as object) });
    const { stock, next } = await this.list.page({ limit, after: cursor && placeIn(cursor) });
    const nextCursor = next === undefined ? null : toCursor(next);
    linkNextPage(reply, nextCursor);
    return { inventory: stock, nextCursor };
  }
}
