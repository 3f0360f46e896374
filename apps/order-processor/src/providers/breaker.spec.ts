import { Breaker } from './breaker';
import {
  ProviderBusyError,
  ProviderDownError,
  ProviderRefusedError,
  ProviderUnavailableError,
  ProviderUnreachedError,
} from './provider-errors';

const policy = { breakerFailures: 3, breakerOpenMs: 1_000, backoffCapMs: 60_000 };
const trouble = new ProviderUnavailableError('carrier', 'answered 503');

let breaker: Breaker;
let luck: number;
beforeEach(() => {
  jest.useFakeTimers();
  luck = 0;
  breaker = new Breaker('carrier', policy, () => luck);
});
afterEach(() => jest.useRealTimers());

/** Has calls fail one after the other. */
async function fail(times: number, error: Error = trouble): Promise<void> {
  for (let n = 0; n < times; n++) await expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error);
}

function succeed(): Promise<string> {
  return breaker.run(() => Promise.resolve('done'));
}

/** A call that is under way until it is ended. */
function begin(): { end: (error?: Error) => Promise<void> } {
  let settle = (_error?: Error): void => undefined;
  const call = breaker.run(
    () => new Promise<void>((resolve, reject) => (settle = (error) => (error ? reject(error) : resolve()))),
  );
  const ended = call.catch(() => undefined);
  return {
    end: async (error) => {
      settle(error);
      await ended;
    },
  };
}

async function waitOf(): Promise<number> {
  const down: unknown = await succeed().catch((error: unknown) => error);
  expect(down).toBeInstanceOf(ProviderDownError);
  return (down as ProviderDownError).waitMs;
}

function state(): string {
  return breaker.report.state;
}

describe('a provider that fails', () => {
  it.each([
    ['it does not work', trouble],
    ['it is out of reach', new ProviderUnreachedError('carrier', 'is out of reach')],
  ])('is left alone after so many failures in a row: %s', async (_what, error) => {
    await fail(2, error);
    expect(await succeed()).toBe('done');
    await fail(3, error);
    expect(state()).toBe('open');
    await expect(succeed()).rejects.toThrow('The carrier is taken to be down');
  });

  it('is so however many calls went well before, and however long ago the first failure was', async () => {
    for (let n = 0; n < 1_000; n++) await succeed();
    await fail(1);
    jest.advanceTimersByTime(3_600_000);
    await fail(2);
    expect(state()).toBe('open');
  });

  it.each([
    ['says no', new ProviderRefusedError('carrier', 'shipment-refused', 'no such place')],
    ['is at work on an earlier call', new ProviderBusyError('carrier', 'answered 409')],
    ['was not called after all', new Error('the lease is lost')],
  ])('is not one that %s', async (_what, error) => {
    await fail(10, error);
    expect(state()).toBe('closed');
  });
});

describe('a provider that is down', () => {
  beforeEach(() => fail(3));

  it('is called once after a while, and by all again when that goes well', async () => {
    jest.advanceTimersByTime(999);
    expect(await waitOf()).toBe(1);
    jest.advanceTimersByTime(1);
    expect(state()).toBe('half-open');
    const probe = begin();
    await expect(succeed()).rejects.toThrow(ProviderDownError);
    await probe.end();
    expect(state()).toBe('closed');
    expect(await succeed()).toBe('done');
  });

  it('is left alone again when that fails, and has failed but once', async () => {
    jest.advanceTimersByTime(1_000);
    await fail(1);
    expect(await waitOf()).toBe(1_000);
  });

  it.each([
    ['a refusal', new ProviderRefusedError('carrier', 'shipment-refused', 'no such place'), 'closed'],
    ['another call of the same key', new ProviderBusyError('carrier', 'answered 409'), 'closed'],
    ['a call that was given up', new Error('the lease is lost'), 'open'],
  ])('is up only if it answers: %s', async (_what, error, then) => {
    jest.advanceTimersByTime(1_000);
    await fail(1, error);
    expect(state()).toBe(then);
  });

  it('is not brought back before its time by a call that was under way', async () => {
    jest.advanceTimersByTime(1_000);
    await succeed();
    const slow = begin();
    await fail(3);
    await slow.end();
    expect(state()).toBe('open');
  });

  it('has to fail as often anew once it was up', async () => {
    jest.advanceTimersByTime(1_000);
    await succeed();
    await fail(2);
    expect(state()).toBe('closed');
  });

  it('is waited for by some longer than by others, and by those the more the longer it is down', async () => {
    luck = 0.5;
    expect(await waitOf()).toBe(1_500);
    for (let n = 0; n < 100; n++) {
      jest.advanceTimersByTime(1_000);
      await fail(1);
    }
    expect(await waitOf()).toBe(1_000 + 0.5 * 25_000);
    for (let n = 0; n < 1_000; n++) {
      jest.advanceTimersByTime(1_000);
      await fail(1);
    }
    expect(await waitOf()).toBe(1_000 + 0.5 * 60_000);
  });
});

it('spreads those who wait over its period at least, however short the longest wait between attempts is', async () => {
  breaker = new Breaker('carrier', { ...policy, backoffCapMs: 10 }, () => 0.5);
  await fail(3);
  expect(await waitOf()).toBe(1_500);
});

it('knows nothing of an outage that is over when the next one comes', async () => {
  luck = 0.5;
  await fail(3);
  jest.advanceTimersByTime(1_000);
  await succeed();
  jest.advanceTimersByTime(3_600_000);
  await fail(3);
  expect(breaker.report).toMatchObject({ state: 'open', since: new Date().toISOString() });
  expect(await waitOf()).toBe(1_500);
});

it('tells when it changes, and since when it is up or down', async () => {
  const states: string[] = [];
  breaker.onChange(() => states.push(state()));
  await fail(3);
  const downSince = new Date().toISOString();
  jest.advanceTimersByTime(1_000);
  await fail(1);
  expect(breaker.report).toEqual({ name: 'carrier', state: 'open', since: downSince });
  jest.advanceTimersByTime(1_000);
  await succeed();
  expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  expect(breaker.report).toEqual({ name: 'carrier', state: 'closed', since: new Date().toISOString() });
});
