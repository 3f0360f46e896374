import { IsText, IsWholeNumber } from '@ofs/contracts';
import { IsISO4217CurrencyCode } from 'class-validator';

export class AuthorizeDto {
  @IsText({ max: 255 })
  orderId!: string;

  /** In minor units. */
  @IsWholeNumber()
  amount!: number;

  @IsISO4217CurrencyCode({ message: 'must be an ISO 4217 currency code' })
  currency!: string;

  @IsText({ max: 255 })
  token!: string;
}

export class CaptureDto {
  /** In minor units. */
  @IsWholeNumber()
  amount!: number;
}
