import { AddressDto, IsText, MAX_LINES } from '@ofs/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsObject, Min, ValidateNested } from 'class-validator';

export class ShipmentLineDto {
  @IsText({ max: 255 })
  sku!: string;

  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  quantity!: number;
}

export class ShipDto {
  @IsText({ max: 255 })
  orderId!: string;

  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => AddressDto)
  address!: AddressDto;

  @IsArray({ message: 'must be an array of lines' })
  @ArrayMinSize(1, { message: 'must have at least one line' })
  @ArrayMaxSize(MAX_LINES, { message: `must have at most ${MAX_LINES} lines` })
  @ValidateNested({ each: true, message: 'must be an object' })
  @Type(() => ShipmentLineDto)
  lines!: ShipmentLineDto[];
}
