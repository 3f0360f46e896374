import { ApiProperty } from '@nestjs/swagger';
import { StockDto } from '@ofs/contracts';
import { DEFAULT_LIMIT, IsCursor, IsLimit, placeIn, toCursor } from '../http/paging';

/** The query of `GET /v1/inventory`. */
export class ListStockDto {
  @IsLimit()
  limit: number = DEFAULT_LIMIT;

  @IsCursor((cursor) => Boolean(placeIn(cursor)), toCursor('85123A'))
  cursor?: string;
}

export class StockListDto {
  @ApiProperty({ type: [StockDto], description: 'By SKU' })
  inventory!: StockDto[];

  @ApiProperty({ type: String, nullable: true, description: 'The next page begins here; null on the last one' })
  nextCursor!: string | null;
}
