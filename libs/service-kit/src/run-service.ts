import { Logger, ShutdownSignal, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CHECK_SETTINGS, checkSettings } from './check-settings';
import { PinoLogger } from './pino-logger';
import type { ServiceSettings } from './service-settings';
import { SettingsError, variableOf } from './settings';

/** How long requests that are under way may take when the service stops, in milliseconds. */
const REQUEST_GRACE_MS = 10_000;

export interface Service<S extends ServiceSettings> {
  name: string;
  module: Type;
  settings: Type<S>;
  /** The setting that holds the port to listen on. */
  port: keyof S & string;
  /** Where body limits and parsers differ from Fastify's own. */
  adapter?: FastifyAdapter;
  /** What is left to connect between the making of the app and its first request. */
  prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

/**
 * Starts a service and keeps it running until SIGTERM or SIGINT. What stops it from starting is one line, and exit code 1. With
 * `--check-settings` on its command line it only tells what is wrong with its settings, if anything is.
 */
export async function runService<S extends ServiceSettings>(service: Service<S>): Promise<void> {
  const { name, module, settings: Settings, port, adapter = new FastifyAdapter(), prepare } = service;
  if (process.argv.includes(CHECK_SETTINGS)) process.exit(checkSettings(Settings) ? 0 : 1);
  try {
    const logger = new PinoLogger(name, 'info');
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
    const settings = app.get(Settings);
    app.useLogger(new PinoLogger(name, settings.logLevel));
    // Nest would send itself the signal once more, and the process would end by it: killed, not done.
    app.enableShutdownHooks([ShutdownSignal.SIGTERM, ShutdownSignal.SIGINT], { useProcessExit: true });
    endLingeringRequests(app);
    await prepare?.(app);
    await app.listen(settings[port] as number, settings.host);
    new Logger('Service').log({ url: await app.getUrl() }, 'listening');
  } catch (error) {
    new PinoLogger(name, 'info').fatal(...explain(error, variableOf(port)), 'Service');
    process.exit(1);
  }
}

/** Nest waits for every request under way, and a client that never finishes its own would keep the service from ending. */
function endLingeringRequests(app: NestFastifyApplication): void {
  for (const signal of [ShutdownSignal.SIGTERM, ShutdownSignal.SIGINT]) {
    process.once(signal, () => setTimeout(() => app.getHttpServer().closeAllConnections(), REQUEST_GRACE_MS).unref());
  }
}

function explain(error: unknown, portVariable: string): [fields: object, sentence: string] {
  if (error instanceof SettingsError)
    return [{ faults: error.faults }, `cannot start: ${error.message.replaceAll('\n', '; ')}`];
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return [
      { port },
      `cannot start: port ${port} is taken; set ${portVariable} to a free one, or end what listens there`,
    ];
  }
  return [{ err: error }, 'cannot start'];
}
