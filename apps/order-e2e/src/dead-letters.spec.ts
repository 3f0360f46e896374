import { eventually } from '@ofs/testing';
import { useSystem } from '../test/system';

const system = useSystem();

interface Letter {
  id: string;
  reason: string;
  attempts: number;
  errors: { message: string }[];
  message: string;
}

async function letters(): Promise<Letter[]> {
  const response = await fetch(`${system().api.url}/v1/dead-letters`);
  return ((await response.json()) as { deadLetters: Letter[] }).deadLetters;
}

async function letterOf(orderId: string): Promise<Letter> {
  await system().untilStatus(orderId, 'failed');
  return (await letters()).find(({ message }) => (JSON.parse(message) as { subject: string }).subject === orderId)!;
}

function call(method: string, path: string, body?: object): Promise<Response> {
  const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
  return fetch(`${system().api.url}/v1/dead-letters${path}`, { method, headers, body: body && JSON.stringify(body) });
}

it('an order that failed for good can be looked at, and replayed from where it stood', async () => {
  // Eight attempts fail, and the first after the replay.
  const id = await system().place({ payment: { token: 'tok_flaky_9' } });
  const letter = await letterOf(id);
  expect(letter).toMatchObject({
    reason: 'attempts-exhausted',
    attempts: 8,
    errors: [{ message: expect.stringContaining('503') }, ...letter.errors.slice(1)],
  });
  expect(await (await call('GET', `/${letter.id}`)).json()).toEqual(letter);

  expect((await call('POST', `/${letter.id}/replay`)).status).toBe(202);
  await system().expectFulfilledOnce([id]);
  expect((await system().order(id)).failure).toBeNull();
  expect(
    (await system().timeline(id)).slice(-7).map(({ type, from, to, attempt }) => [type, from, to, attempt]),
  ).toEqual([
    ['order.failed', 'reserved', 'failed', 8],
    ['order.retried', 'failed', 'reserved', null],
    ['attempt.failed', 'reserved', 'reserved', 1],
    ['order.authorized', 'reserved', 'authorized', 2],
    ['shipment.requested', 'authorized', 'authorized', 2],
    ['order.shipped', 'authorized', 'shipped', 2],
    ['order.completed', 'shipped', 'completed', 2],
  ]);
  expect((await call('POST', `/${letter.id}/replay`)).status).toBe(404);
});

it('many can be replayed at a rate', async () => {
  const ids = await system().placeMany(10, { payment: { token: 'tok_flaky_8' } });
  for (const id of ids) await system().untilStatus(id, 'failed');
  const answer = await call('POST', '/replay', { reason: 'attempts-exhausted', limit: 10, perSecond: 20 });
  expect(await answer.json()).toEqual({ replayed: 10, lastAfterMs: 450 });
  await system().expectFulfilledOnce(ids);
});

it('one that is discarded is gone, and its order stays failed', async () => {
  const id = await system().place({ payment: { token: 'tok_capture_decline' } });
  const { id: letterId } = await letterOf(id);
  expect((await call('DELETE', `/${letterId}`)).status).toBe(204);
  expect((await call('DELETE', `/${letterId}`)).status).toBe(404);
  expect((await call('GET', `/${letterId}`)).status).toBe(404);
  await eventually(async () => expect((await system().queue()).dead).toBe(0));
  expect((await system().order(id)).status).toBe('failed');
});

it.each([
  [{ limit: 0 }, '/limit'],
  [{ reason: 'bored' }, '/reason'],
  [{ perSecond: 1.5 }, '/perSecond'],
  [{ everything: true }, '/everything'],
])('refuses %j with a pointer to the field', async (body, pointer) => {
  const answer = await call('POST', '/replay', body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ pointer }] });
});
