import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ProcessorSettings } from '../app.settings';
import { Breaker } from './breaker';
import { ProviderClient } from './provider-client';
import {
  ProviderBusyError,
  ProviderRefusedError,
  ProviderUnavailableError,
  ProviderUnreachedError,
} from './provider-errors';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer;
let provider: Server;
beforeAll((done) => {
  provider = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1', done);
});
afterAll((done) => {
  provider.closeAllConnections();
  provider.close(done);
});

function clientOf(baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`): ProviderClient {
  const breaker = new Breaker('payment gateway', new ProcessorSettings());
  return new ProviderClient(
    { provider: 'payment gateway', baseUrl, timeoutMs: 300, refusal: 'payment-refused' },
    breaker,
  );
}

function post(client = clientOf(), signal = new AbortController().signal): Promise<unknown> {
  const call = { path: '/payments', body: { amount: 1 }, idempotencyKey: 'ord_1:authorize', tells: ['id'] };
  return client.post(call, signal);
}

function answering(status: number, body: string): Answer {
  return (_request, response) => void response.writeHead(status).end(body);
}

it('sends the body with the key, and resolves to the answer', async () => {
  const got: unknown[] = [];
  answer = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { 'content-type': type, 'idempotency-key': key } = request.headers;
      got.push(request.method, request.url, type, key, JSON.parse(body));
      response.writeHead(201).end('{"id":"auth_1"}');
    });
  };
  expect(await post()).toEqual({ id: 'auth_1' });
  expect(got).toEqual(['POST', '/payments', 'application/json', 'ord_1:authorize', { amount: 1 }]);
});

it('takes a base address with a path and a slash at its end', async () => {
  const paths: (string | undefined)[] = [];
  answer = (request, response) => {
    paths.push(request.url);
    response.end('{"id":"auth_1"}');
  };
  await post(clientOf(`http://127.0.0.1:${(provider.address() as AddressInfo).port}/v2/`));
  expect(paths).toEqual(['/v2/payments']);
});

describe('passing trouble', () => {
  it.each([500, 502, 503, 504, 301, 307, 401, 403, 404, 408, 409, 429])('is an answer of %i', async (status) => {
    answer = answering(status, 'no');
    await expect(post()).rejects.toThrow(ProviderUnavailableError);
    await expect(post()).rejects.toThrow(`The payment gateway answered ${status}`);
  });

  it('is that of one order alone while the provider is at work on an earlier call', async () => {
    answer = answering(409, 'no');
    await expect(post()).rejects.toBeInstanceOf(ProviderBusyError);
    answer = answering(503, 'no');
    await expect(post()).rejects.not.toBeInstanceOf(ProviderBusyError);
  });

  it.each<[string, Answer]>([
    ['an answer that never comes', () => undefined],
    ['an answer that stops in the middle', (_request, response) => void response.writeHead(200).write('{"id"')],
    ['a connection that is cut', (request) => void request.socket.destroy()],
    ['an answer that is not JSON', answering(200, '<html>')],
    ['an answer that is longer than any that we expect', answering(200, `{"id":"1","more":"${'x'.repeat(70_000)}"}`)],
  ])('is %s', async (_what, misbehaviour) => {
    answer = misbehaviour;
    const error: unknown = await post().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderUnavailableError);
    // It may have acted.
    expect(error).not.toBeInstanceOf(ProviderUnreachedError);
  });

  it.each([
    ['nothing', 'null'],
    ['no id', '{}'],
    ['another list', '[]'],
    ['no text', '{"id":12}'],
    ['a blank', '{"id":" "}'],
    ['more than can be kept', JSON.stringify({ id: 'x'.repeat(256) })],
    ['what breaks those who read it', '{"id":"a\\u0000b"}'],
  ])('is a yes that tells %s: what comes next could not be asked for', async (_what, body) => {
    answer = answering(200, body);
    const error: unknown = await post().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderUnavailableError);
    expect(error).toMatchObject({
      message: 'The payment gateway answered without a text of at most 255 characters as id',
    });
  });

  it('is given up in time, also while memory is tidied up', async () => {
    setFlagsFromString('--expose_gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const tidying = setInterval(collectGarbage, 20);
    answer = () => undefined;
    const calls = await Promise.allSettled(Array.from({ length: 20 }, () => post()));
    clearInterval(tidying);
    for (const call of calls)
      expect(call).toMatchObject({ reason: { message: 'The payment gateway did not answer within 300 ms' } });
  });

  it.each([
    ['in seconds', () => '7', 7_000],
    ['as a date', () => new Date(Date.now() + 7_500).toUTCString(), 7_000],
    ['in the past', () => new Date(0).toUTCString(), 0],
    ['nonsense', () => 'soon', 0],
  ])('may say when to come back: %s', async (_how, retryAfter, milliseconds) => {
    answer = (_request, response) => void response.writeHead(429, { 'retry-after': retryAfter() }).end();
    const error = await post().catch((unavailable: unknown) => unavailable as ProviderUnavailableError);
    // A date has whole seconds.
    expect(Math.abs((error as ProviderUnavailableError).notBeforeMs - milliseconds)).toBeLessThanOrEqual(1_000);
  });

  it.each(['127.0.0.1', 'localhost', 'nobody.invalid'])('is nobody there, who cannot have acted: %s', async (host) => {
    const error: unknown = await post(clientOf(`http://${host}:2`)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderUnreachedError);
    expect(error).toMatchObject({ message: 'The payment gateway is out of reach' });
  });
});

describe('a refusal', () => {
  it.each([400, 402, 410, 422])('is an answer of %i, which says why', async (status) => {
    answer = answering(status, '{"code":"card_declined"}');
    const error: unknown = await post().catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(ProviderRefusedError);
    expect(error).toMatchObject({ problemCode: 'payment-refused', message: expect.stringContaining('card_declined') });
  });
});

it('gives up when told to, with the reason it was given', async () => {
  const abort = new AbortController();
  const reason = new Error('the lease is lost');
  answer = () => abort.abort(reason);
  await expect(post(clientOf(), abort.signal)).rejects.toBe(reason);
});
