import { OptionError } from '@ofs/testing';
import { commandOf, optionsFrom } from './options';

describe('options', () => {
  it('have defaults', () => {
    expect(optionsFrom(['scale'])).toEqual({
      levels: [0, 100_000, 1_000_000],
      rounds: 18,
      orders: 1_500,
      fsync: 'always',
      tolerance: 10,
      growth: 32,
      minutes: 10,
    });
  });

  it('are taken as they are given, levels from the least to the highest and each once', () => {
    const args = ['scale', '--levels', '500,0,500', '--rounds=3', '--fsync', 'everysec', '--tolerance', '7.5'];
    expect(optionsFrom(args)).toMatchObject({ levels: [0, 500], rounds: 3, fsync: 'everysec', tolerance: 7.5 });
  });

  it.each([
    [[], 'The benchmark must be scale, not ""'],
    [['speed'], 'The benchmark must be scale, not "speed"'],
    [['scale', '--levels', '0,many'], '--levels must be a whole number from 0 to 20000000, not "many"'],
    [['scale', '--levels', ''], '--levels must be a whole number from 0 to 20000000, not ""'],
    [['scale', '--orders', '1.5'], '--orders must be a whole number from 100 to 1000000, not "1.5"'],
    [['scale', '--fsync', 'no'], '--fsync must be always or everysec, not "no"'],
    [['scale', '--ordres', '5'], '--ordres is not an option'],
    [['scale', '--rounds'], '--rounds is not an option, or has no value'],
  ])('%j are refused by name', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(OptionError);
    expect(() => optionsFrom(args)).toThrow(message);
  });

  it('are told in the command that repeats the run', () => {
    const options = optionsFrom(['scale', '--levels', '0,7', '--minutes', '2']);
    if (options === 'help') throw new Error('not asked for');
    expect(optionsFrom(commandOf(options).split(' ').slice(4))).toEqual(options);
  });

  it('ask for help', () => {
    expect(optionsFrom(['-h'])).toBe('help');
  });
});
