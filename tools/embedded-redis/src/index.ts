export { DataInUseError, EmbeddedRedis, REDIS_FOLDER } from './embedded-redis';
export { UnhealthyError, untilHealthy, untilStarted } from './healthy';
export { freePort, isPortFree, portFrom, PortSettingError, PortTakenError } from './ports';
export { RedisMissingError } from './redis-binary';
export { RedisServer, RedisStartError } from './redis-server';
export { type Exit, SpawnedProcess } from './spawned-process';
export { stopRequests } from './stop-request';
