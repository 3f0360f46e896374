import { OptionError } from '@ofs/testing';
import { commandOf, optionsFrom } from './options';

describe('options', () => {
  it('have defaults, and a new seed each time', () => {
    const first = optionsFrom([]);
    expect(first).toMatchObject({ orders: 3_000, consumers: 3, minutes: 1 });
    expect(optionsFrom([])).not.toEqual(first);
  });

  it('are taken as they are given', () => {
    const args = [
      '--orders',
      '20000',
      '--consumers=4',
      '--minutes',
      '0.5',
      '--seed',
      '42',
      '--sabotage',
      'fencing-off',
    ];
    expect(optionsFrom(args)).toEqual({
      orders: 20_000,
      consumers: 4,
      minutes: 0.5,
      seed: 42,
      sabotage: 'fencing-off',
    });
  });

  it('make a shorter run of a sabotage', () => {
    expect(optionsFrom(['--sabotage', 'all'])).toMatchObject({ orders: 500, sabotage: 'all' });
  });

  it('make a run twice as long as an outage', () => {
    expect(optionsFrom(['--outage', '60'])).toMatchObject({ orders: 6_000, minutes: 2, outage: 60 });
    expect(optionsFrom(['--outage', '61'])).toMatchObject({ orders: 6_100, minutes: 2.04, outage: 61 });
  });

  it.each([
    [['--outage', '1'], '--outage must be a whole number from 2 to 3600, not "1"'],
    [['--outage', '60', '--minutes', '0.5'], '--minutes must be longer than the outage of 60 seconds'],
    [['--outage', '60', '--sabotage', 'all'], '--outage cannot be had with --sabotage'],
    [['--orders', 'many'], '--orders must be a whole number from 1 to 1000000, not "many"'],
    [['--orders', '1.5'], '--orders must be a whole number from 1 to 1000000, not "1.5"'],
    [['--consumers', '0'], '--consumers must be a whole number from 1 to 16, not "0"'],
    [['--minutes', ''], '--minutes must be a number from 0.05 to 1440, not ""'],
    [['--seed=-1'], '--seed must be a whole number from 0 to 4294967295, not "-1"'],
    [['--sabotage', 'luck'], '--sabotage must be one of acknowledge-before-handling, '],
    [['--ordres', '5'], '--ordres is not an option'],
    [['--orders'], '--orders is not an option, or has no value'],
  ])('%j are refused by name', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(OptionError);
    expect(() => optionsFrom(args)).toThrow(message);
  });

  it('are told in the command that repeats the run', () => {
    const options = { orders: 10, consumers: 2, minutes: 0.1, seed: 7 };
    expect(commandOf(options)).toBe('npm run prove -- --orders 10 --consumers 2 --minutes 0.1 --seed 7');
    expect(
      optionsFrom(
        commandOf({ ...options, sabotage: 'all' })
          .split(' ')
          .slice(4),
      ),
    ).toMatchObject(options);
    expect(commandOf({ ...options, outage: 2 })).toMatch(/--seed 7 --outage 2$/);
  });

  it('ask for help', () => {
    expect(optionsFrom(['-h'])).toBe('help');
  });
});
