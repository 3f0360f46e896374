import { IsBoolean, IsInt, IsUrl, Max, Min } from 'class-validator';
import { ServiceSettings } from './service-settings';

/** What every service reads that works on the queue. */
export class RedisSettings extends ServiceSettings {
  /** The Redis that holds the orders and their queue. */
  @IsUrl(
    { protocols: ['redis', 'rediss'], require_protocol: true, require_tld: false, allow_underscores: true },
    { message: 'must be a URL such as redis://127.0.0.1:6379' },
  )
  redisUrl: string = 'redis://127.0.0.1:6379';

  /** Whether that is a Redis Cluster. Its URL is then that of any of its servers. */
  @IsBoolean({ message: 'must be true or false' })
  redisCluster: boolean = false;

  /** Over how many partitions the queue is spread: more than one spreads it over the servers of a cluster. All services agree on it; it may grow, never shrink. */
  @Max(1_024)
  @Min(1)
  @IsInt()
  partitions: number = 1;
}
