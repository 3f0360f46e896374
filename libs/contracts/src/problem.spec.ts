import { type ProblemCode, ProblemError, problemTypes } from './problem';

it('becomes a problem document, with what it has to say and nothing else', () => {
  expect(new ProblemError('order-not-found').toDocument()).toEqual({
    type: 'urn:ofs:problem:order-not-found',
    title: 'No order has this id',
    status: 404,
    code: 'order-not-found',
  });
  const errors = [{ pointer: '/lines/0/quantity', detail: 'must be at least 1' }];
  expect(new ProblemError('validation-failed', '1 field is wrong', { errors }).toDocument('/v1/orders')).toEqual({
    type: 'urn:ofs:problem:validation-failed',
    title: 'Some fields are missing or wrong',
    status: 400,
    detail: '1 field is wrong',
    instance: '/v1/orders',
    code: 'validation-failed',
    errors,
  });
});

it('tells what can be done instead of what cannot', () => {
  const problem = new ProblemError('action-not-supported', 'The order is failed', { supportedActions: ['retry'] });
  expect(problem.toDocument()).toMatchObject({ status: 409, supportedActions: ['retry'] });
});

it('keeps its cause to itself', () => {
  const cause = new Error('password is hunter2');
  const problem = new ProblemError('service-unavailable', undefined, { cause, retryAfterSeconds: 2 });
  expect(problem.cause).toBe(cause);
  expect(JSON.stringify(problem.toDocument())).not.toContain('hunter2');
});

it.each(Object.keys(problemTypes) as ProblemCode[])('%s has an HTTP status of an error and a title', (code) => {
  expect(problemTypes[code].status).toBeGreaterThanOrEqual(400);
  expect(problemTypes[code].status).toBeLessThan(600);
  expect(problemTypes[code].title).toMatch(/^[A-Z].*[^.]$/);
});
