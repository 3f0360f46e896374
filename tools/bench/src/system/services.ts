import { ServiceProcess } from '@ofs/testing';
import type { BenchRedis } from './bench-redis';
import { environment } from './program';

/** More than is ever placed: the limit is not what is measured. */
const BACKLOG_LIMIT = '100000000';

export function startOrderApi({ url, fsync }: BenchRedis): Promise<ServiceProcess> {
  const REDIS_DURABILITY = fsync === 'always' ? 'verify' : 'trust';
  return ServiceProcess.start({
    app: 'order-api',
    env: { ...environment, REDIS_URL: url, REDIS_DURABILITY, BACKLOG_LIMIT },
  });
}

export function startSandbox(): Promise<ServiceProcess> {
  return ServiceProcess.start({ app: 'provider-sandbox', env: environment });
}

export function startProcessor({ url }: BenchRedis, sandbox: ServiceProcess): Promise<ServiceProcess> {
  return ServiceProcess.start({
    app: 'order-processor',
    env: { ...environment, REDIS_URL: url, PAYMENT_GATEWAY_URL: sandbox.url, CARRIER_URL: sandbox.url },
  });
}
