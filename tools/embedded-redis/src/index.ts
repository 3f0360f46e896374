export { repairAppendOnlyFile } from './append-only-file';
export { DataInUseError, EmbeddedRedis, type EmbeddedRedisOptions } from './embedded-redis';
export { untilHealthy } from './healthy';
export { freePort, isPortFree, portFrom, PortSettingError, PortTakenError } from './ports';
export { ensureRedisBinary, findRedisBinary, RedisMissingError } from './redis-binary';
export { RedisServer, type RedisServerOptions, RedisStartError } from './redis-server';
export { type Exit, SpawnedProcess, type SpawnedProcessOptions } from './spawned-process';
export { type StopRequests, stopRequests } from './stop-request';
