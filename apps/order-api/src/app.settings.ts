import { ServiceSettings } from '@ofs/service-kit';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';

export class ApiSettings extends ServiceSettings {
  /** Where order-api listens. */
  @Max(65_535)
  @Min(0)
  @IsInt()
  orderApiPort: number = 3000;

  /** The Redis that holds the orders and their queue. */
  @IsUrl({ protocols: ['redis', 'rediss'], require_protocol: true, require_tld: false })
  redisUrl: string = 'redis://127.0.0.1:6379';

  /** `verify`: not ready while Redis is not set to keep every confirmed write; `trust`: its operator vouches for it. */
  @IsIn(['verify', 'trust'])
  redisDurability: string = 'verify';

  /** How long an Idempotency-Key is remembered, in hours. A repeat that comes later is a new order. */
  @Max(8_760)
  @Min(24)
  @IsInt()
  idempotencyTtlHours: number = 24;

  /** The payment token of orders that bring none. Unset: such orders are refused. Set it only against the sandbox. */
  @IsOptional()
  @IsString()
  defaultPaymentToken?: string;
}
