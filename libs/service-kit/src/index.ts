export { MetricsModule } from './metrics.module';
export { PinoLogger } from './pino-logger';
export { type Probe, ProbesModule, type ProbesOptions } from './probes.module';
export { ProblemFilter, sendProblem } from './problem.filter';
export { runService, type Service } from './run-service';
export { ServiceSettings } from './service-settings';
export { loadSettings, SettingsError, settingsOf, variableOf } from './settings';
export { SettingsModule } from './settings.module';
export { validated } from './validate';
