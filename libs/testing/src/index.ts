export { type Exit, freePort, RedisServer } from '@ofs/embedded-redis';
export { numberFrom, OptionError, parsedArgs } from './command-line';
export { documentedSettings } from './documented-settings';
export { eventually } from './eventually';
export { type Answer, HttpClient, UnansweredError } from './http-client';
export { RedisCluster } from './redis-cluster';
export { portVariables, ServiceProcess, type ServiceProcessOptions, ServiceStartError } from './service-process';
export { type SuiteRedis, useRedis } from './use-redis';
export { inWorkspace } from './workspace';
