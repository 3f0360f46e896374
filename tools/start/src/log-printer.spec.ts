import { LogPrinter } from './log-printer';

function print(...lines: string[]): string {
  let log = '';
  const printer = new LogPrinter((text) => (log += text), false);
  for (const line of lines) printer.print('order-api', line);
  return log;
}

const entry = { level: 'info', time: '2026-01-02T03:04:05.678Z', service: 'order-api', pid: 7 };

describe('LogPrinter', () => {
  it('makes an entry one line: who, when, what, and the fields', () => {
    const line = JSON.stringify({ ...entry, context: 'Orders', msg: 'order accepted', orderId: 'ord_1' });
    expect(print(line)).toMatch(
      /^order-api {8}\| \[\d\d:\d\d:05\.678\] INFO: Orders: order accepted \{"orderId":"ord_1"\}\n$/,
    );
  });

  it('keeps what a message failed by in that line', () => {
    const error = [{ name: 'ProviderUnavailableError', message: 'The carrier answered 503' }];
    expect(print(JSON.stringify({ ...entry, msg: 'message failed', error }))).toMatch(
      /INFO: message failed \{"error":\[\{"name":"ProviderUnavailableError","message":"The carrier answered 503"\}\]\}\n$/,
    );
  });

  it('prefixes every line of a stack', () => {
    const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at somewhere' };
    const lines = print(JSON.stringify({ ...entry, level: 'error', msg: 'failed', err }))
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^order-api {8}\| /);
  });

  it.each(['Cannot find module', '{ not json', ''])('passes other output through: %p', (line) => {
    expect(print(line)).toBe(`order-api        | ${line}\n`);
  });

  it('gives each service a colour of its own', () => {
    const log: string[] = [];
    const printer = new LogPrinter((text) => log.push(text), true);
    for (const service of ['order-api', 'order-processor', 'order-api']) printer.print(service, 'line');
    expect(log[0]).toBe(log[2]);
    expect(log[0]!.slice(0, 5)).not.toBe(log[1]!.slice(0, 5));
  });
});
