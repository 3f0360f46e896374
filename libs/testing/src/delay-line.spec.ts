import { DelayLine } from './delay-line';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('keeps the order, whatever the delay of each', () => {
  const delays = [150, 150, 0, 40, 0];
  const done: number[] = [];
  const line = new DelayLine(() => delays.shift()!);
  for (let number = 1; number <= 5; number++) {
    line.add(() => done.push(number));
    jest.advanceTimersByTime(20.5);
  }
  expect(done).toEqual([]);
  jest.advanceTimersByTime(200);
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

it('does not wait where there is no delay and nothing is before it', () => {
  const done: number[] = [];
  const line = new DelayLine(() => 0);
  line.add(() => done.push(1));
  expect(done).toEqual([1]);
});

it('lines up what is added by what it does', () => {
  const done: string[] = [];
  let delay = 10;
  const line = new DelayLine(() => delay);
  line.add(() => {
    delay = 0;
    line.add(() => done.push('added'));
    done.push('first');
  });
  jest.advanceTimersByTime(20);
  expect(done).toEqual(['first', 'added']);
});
