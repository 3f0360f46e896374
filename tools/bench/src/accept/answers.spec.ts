import { setTimeout as sleep } from 'node:timers/promises';
import { Answers, UnexpectedAnswersError } from './answers';

it('measures from when it is to, and counts the orders before as well', async () => {
  const answers = new Answers(performance.now() + 20);
  answers.add(202, 1_000);
  await sleep(30);
  for (const latencyMs of [1, 2, 3]) answers.add(202, latencyMs);
  expect(answers.figures('http://api')).toMatchObject({ orders: 4, p50Ms: 2, p99Ms: expect.closeTo(3, 1) });
});

it('refuses to tell figures of an API that does not do what it should', () => {
  const answers = new Answers(0);
  answers.add(202, 1);
  answers.add(503, 1);
  answers.fail('request timed out');
  expect(() => answers.figures('http://api')).toThrow(UnexpectedAnswersError);
  expect(() => answers.figures('http://api')).toThrow('http://api: 1 times status 503, 1 times request timed out');
});

it('needs two answers to tell a rate', () => {
  const answers = new Answers(0);
  answers.add(202, 1);
  expect(() => answers.figures('http://api')).toThrow('no second answer in time');
});
