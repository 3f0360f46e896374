export { type Exit, freePort, RedisServer } from '@ofs/embedded-redis';
export { eventually } from './eventually';
export { ServiceProcess, type ServiceProcessOptions, ServiceStartError } from './service-process';
export { type SuiteRedis, useRedis } from './use-redis';
