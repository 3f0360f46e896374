export { type Exit, freePort, RedisServer } from '@ofs/embedded-redis';
export { documentedSettings } from './documented-settings';
export { eventually } from './eventually';
export { RedisCluster } from './redis-cluster';
export { ServiceProcess, type ServiceProcessOptions, ServiceStartError } from './service-process';
export { type SuiteRedis, useRedis } from './use-redis';
