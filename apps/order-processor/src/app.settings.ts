import { ServiceSettings } from '@ofs/service-kit';
import { IsInt, IsUrl, Max, Min } from 'class-validator';

export class ProcessorSettings extends ServiceSettings {
  /** Where order-processor listens, for probes only. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  orderProcessorPort: number = 3001;

  /** The Redis that holds the orders and their queue. */
  @IsUrl({ protocols: ['redis', 'rediss'], require_protocol: true, require_tld: false })
  redisUrl: string = 'redis://127.0.0.1:6379';

  /** The payment gateway's base address. */
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  paymentGatewayUrl!: string;

  /** The carrier's base address. */
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  carrierUrl!: string;

  /** How long a provider may take to answer, in milliseconds. After it the call counts as failed and is repeated with the same key. */
  @IsInt()
  @Min(100)
  @Max(60_000)
  providerTimeoutMs: number = 5_000;

  /** How many orders one process fulfils at the same time. */
  @IsInt()
  @Min(1)
  @Max(1_000)
  concurrency: number = 50;

  /** How long a processor may be silent before others take over its orders, in milliseconds. */
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  leaseMs: number = 30_000;

  /** How many attempts an order gets at each way through its steps before it fails. */
  @IsInt()
  @Min(1)
  @Max(100)
  maxAttempts: number = 8;

  /** How many deliveries without an outcome, as when the process is killed by it, make an order fail. */
  @IsInt()
  @Min(1)
  @Max(100)
  maxDeliveries: number = 5;

  /** The bound of the wait before the second attempt, in milliseconds; it doubles with each further one. */
  @IsInt()
  @Min(1)
  @Max(3_600_000)
  backoffBaseMs: number = 1_000;

  /** The longest wait between two attempts, in milliseconds. */
  @IsInt()
  @Min(1)
  @Max(86_400_000)
  backoffCapMs: number = 60_000;

  /** How long a stopping processor lets orders in flight finish, in milliseconds. Keep it under the orchestrator's grace period. */
  @IsInt()
  @Min(0)
  @Max(600_000)
  drainMs: number = 20_000;
}
