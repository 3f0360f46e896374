import { OptionError } from '@ofs/testing';
import { commandOf, requestsFrom, usage } from './options';

describe('options', () => {
  it('have defaults', () => {
    expect(requestsFrom(['scale'])).toEqual([
      {
        name: 'scale',
        values: {
          levels: [0, 100_000, 1_000_000],
          rounds: 18,
          orders: 1_500,
          fsync: 'always',
          tolerance: 10,
          growth: 32,
          minutes: 10,
        },
      },
    ]);
  });

  it('are taken as they are given, levels from the least to the highest and each once', () => {
    const args = ['scale', '--levels', '500,0,500', '--rounds=3', '--fsync', 'everysec', '--tolerance', '7.5'];
    expect(requestsFrom(args)).toMatchObject([
      { values: { levels: [0, 500], rounds: 3, fsync: 'everysec', tolerance: 7.5 } },
    ]);
  });

  it('are those of the benchmark that is named', () => {
    expect(requestsFrom(['accept', '--connections', '64'])).toMatchObject([{ values: { connections: [64] } }]);
    expect(() => requestsFrom(['accept', '--levels', '0'])).toThrow('--levels is not an option');
  });

  it('name no benchmark: all but that of the scale, which takes much memory', () => {
    const requests = requestsFrom([]);
    if (requests === 'help') throw new Error('not asked for');
    expect(requests.map(({ name }) => name)).toEqual(['accept', 'consume', 'whole', 'bulk']);
  });

  it.each([
    [['speed'], 'The benchmark must be accept, consume, whole, bulk, scale, or left out; not "speed"'],
    [['--rounds', '5'], '--rounds is an option of one benchmark: name it first'],
    [['scale', 'accept'], 'accept is not an option, or has no value'],
    [['scale', '--levels', '0,many'], '--levels must be a whole number from 0 to 20000000, not "many"'],
    [['scale', '--levels', ''], '--levels must be a whole number from 0 to 20000000, not ""'],
    [['scale', '--orders', '1.5'], '--orders must be a whole number from 100 to 1000000, not "1.5"'],
    [['scale', '--fsync', 'no'], '--fsync must be always or everysec, not "no"'],
    [['scale', '--ordres', '5'], '--ordres is not an option'],
    [['scale', '--rounds'], '--rounds is not an option, or has no value'],
  ])('%j are refused by name', (args, message) => {
    expect(() => requestsFrom(args)).toThrow(OptionError);
    expect(() => requestsFrom(args)).toThrow(message);
  });

  it('are told in the command that repeats the run', () => {
    const requests = requestsFrom(['scale', '--levels', '0,7', '--minutes', '2']);
    if (requests === 'help') throw new Error('not asked for');
    expect(requestsFrom(commandOf(requests[0]!).split(' ').slice(4))).toEqual(requests);
  });

  it('ask for help, which tells them all', () => {
    expect(requestsFrom(['scale', '-h'])).toBe('help');
    expect(usage).toMatch(/--levels N,N,… +how many wait \(default 0,100000,1000000\)/);
  });
});
