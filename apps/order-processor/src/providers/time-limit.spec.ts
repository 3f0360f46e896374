import { TimeLimit } from './time-limit';

let abort: AbortController;
let limit: TimeLimit;
beforeEach(() => {
  jest.useFakeTimers();
  abort = new AbortController();
  limit = new TimeLimit(100, abort.signal);
});
afterEach(() => jest.useRealTimers());

const reason = new Error('the lease is lost');

it('ends what it limits when the time is over', () => {
  jest.advanceTimersByTime(99);
  expect([limit.signal.aborted, limit.isOver]).toEqual([false, false]);
  jest.advanceTimersByTime(1);
  expect([limit.signal.aborted, limit.isOver]).toEqual([true, true]);
});

it('ends it as soon as the other signal does, for that reason, which is not that the time is over', () => {
  abort.abort(reason);
  expect(limit.signal.reason).toBe(reason);
  jest.advanceTimersByTime(100);
  expect([limit.signal.reason, limit.isOver]).toEqual([reason, false]);
});

it('lets nothing begin where the other signal was aborted before', () => {
  abort.abort(reason);
  expect(new TimeLimit(100, abort.signal).signal.reason).toBe(reason);
});

it('ends nothing any more when it was lifted', () => {
  limit.lift();
  jest.advanceTimersByTime(100);
  abort.abort(reason);
  expect([limit.signal.aborted, limit.isOver]).toEqual([false, false]);
});
