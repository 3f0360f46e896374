import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';

/** Parts of Nest that tell each route and module they set up, and why they failed, which `runService` tells in one line. */
const framework: ReadonlySet<unknown> = new Set([
  'ExceptionHandler',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Nest's logger on pino: one JSON object a line, on standard output by default. `log.warn({ orderId, err }, 'a constant sentence')`
 * puts the fields beside the sentence.
 */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(service: string, level: string, destination: DestinationStream = pino.destination(1)) {
    const timestamp = pino.stdTimeFunctions.isoTime;
    const formatters = { level: (label: string) => ({ level: label }) };
    this.pino = pino({ base: { service }, level, timestamp, formatters }, destination);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest appends the name of the class that logs; before it come our sentence, or Nest's own stack. */
  private write(level: pino.Level, message: unknown, rest: unknown[]): void {
    if (framework.has(rest.at(-1))) level = 'debug';
    const context = rest.at(-1) as string | undefined;
    const [second] = rest.slice(0, -1);
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'object') this.pino[level]({ context, ...message }, second as string | undefined);
    else this.pino[level](second === undefined ? { context } : { context, stack: second }, message as string);
  }
}
