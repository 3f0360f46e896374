export { MetricsModule } from './metrics.module';
export { type Probe, ProbesModule, type ProbesOptions } from './probes.module';
export { isHealthReport, nothingAt, ProblemFilter, sendProblem } from './problem.filter';
export { runService, type Service } from './run-service';
export { RedisSettings } from './redis-settings';
export { ServiceSettings } from './service-settings';
export { SettingsError, settingsOf, variableOf } from './settings';
export { SettingsModule } from './settings.module';
export { validated } from './validate';
