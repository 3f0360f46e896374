import { AddressDto, IsText, IsWholeNumber, MAX_LINES } from '@ofs/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';

export class ShipmentLineDto {
  @IsText({ max: 255 })
  sku!: string;

  @IsWholeNumber()
  quantity!: number;
}

export class ShipDto {
  @IsText({ max: 255 })
  orderId!: string;

  @Type(() => AddressDto)
  @ValidateNested({ message: 'must be an object' })
  @IsObject({ message: 'must be an object' })
  address!: AddressDto;

  @Type(() => ShipmentLineDto)
  @ValidateNested({ each: true, message: 'must be an object' })
  @ArrayMaxSize(MAX_LINES, { message: `must have at most ${MAX_LINES} lines` })
  @ArrayMinSize(1, { message: 'must have at least one line' })
  @IsArray({ message: 'must be an array of lines' })
  lines!: ShipmentLineDto[];
}
