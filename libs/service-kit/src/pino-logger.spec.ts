import { ConsoleLogger, Logger } from '@nestjs/common';
import { PinoLogger } from './pino-logger';

function loggerAt(level: string) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  Logger.overrideLogger(new PinoLogger('order-api', level, { write }));
  return { lines, log: new Logger('Batcher') };
}

afterEach(() => void Logger.overrideLogger(new ConsoleLogger()));

it('writes one JSON object a line: who, when, how bad, and the sentence', () => {
  const { lines, log } = loggerAt('info');
  log.log('listening');
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      service: 'order-api',
      context: 'Batcher',
      msg: 'listening',
    },
  ]);
});

it('puts the fields beside the sentence', () => {
  const { lines, log } = loggerAt('info');
  log.warn({ orderId: 'ord_1', attempt: 2 }, 'message failed; will retry');
  expect(lines[0]).toMatchObject({
    level: 'warn',
    context: 'Batcher',
    orderId: 'ord_1',
    attempt: 2,
    msg: 'message failed; will retry',
  });
});

it('tells an error with its stack and what caused it', () => {
  const { lines, log } = loggerAt('info');
  const err = new Error('enqueue failed', { cause: new Error('connection reset') });
  log.error({ err }, 'request failed');
  log.error(err);
  for (const line of lines) {
    expect(line).toMatchObject({
      level: 'error',
      err: { type: 'Error', stack: expect.stringContaining('.spec.ts') as string },
    });
    expect(JSON.stringify(line['err'])).toContain('connection reset');
  }
  expect(lines.map(({ msg }) => msg)).toEqual(['request failed', 'enqueue failed']);
});

it('keeps the stack that Nest hands over as text', () => {
  const { lines, log } = loggerAt('info');
  log.error('boom', 'Error: boom\n    at somewhere');
  expect(lines[0]).toMatchObject({ msg: 'boom', stack: 'Error: boom\n    at somewhere', context: 'Batcher' });
});

it.each([
  ['fatal', ['fatal']],
  ['warn', ['fatal', 'error', 'warn']],
  ['info', ['fatal', 'error', 'warn', 'info']],
  ['trace', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']],
])('at level %s writes %j', (level, written) => {
  const { lines, log } = loggerAt(level);
  log.fatal('x');
  log.error('x');
  log.warn('x');
  log.log('x');
  log.debug('x');
  log.verbose('x');
  expect(lines.map((line) => line['level'])).toEqual(written);
});

it("takes Nest's own account of the start for debugging", () => {
  const { lines } = loggerAt('debug');
  new Logger('RouterExplorer').log('Mapped {/v1/orders, POST} route');
  expect(lines[0]).toMatchObject({ level: 'debug', context: 'RouterExplorer' });
});
