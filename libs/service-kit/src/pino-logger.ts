import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

/** Parts of Nest that tell each route and module they set up: of use only to who looks for a fault in that. */
const framework: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Nest's logger on pino: one JSON object a line on standard output. `log.warn({ orderId, err }, 'a constant sentence')`
 * puts the fields beside the sentence.
 */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(service: string, level: string) {
    this.pino = pino({
      base: { service },
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(framework.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
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
    const context = rest.length > 0 ? (rest.at(-1) as string) : undefined;
    const [second] = rest.slice(0, -1);
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'object') this.pino[level]({ context, ...message }, second as string | undefined);
    else this.pino[level](second === undefined ? { context } : { context, stack: second }, message as string);
  }
}
