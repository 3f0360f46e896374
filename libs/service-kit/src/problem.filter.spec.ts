import {
  BadRequestException,
  Body,
  Controller,
  Get,
  ImATeapotException,
  Param,
  Post,
  ServiceUnavailableException,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemError } from '@ofs/contracts';
import { serve, type Served } from '../test/serve';
import { ProblemFilter } from './problem.filter';

class StockError extends Error {}

const errors: Record<string, unknown> = {
  own: new ProblemError('validation-failed', '1 field is wrong', {
    errors: [{ pointer: '/a', detail: 'is required' }],
  }),
  later: new ProblemError('service-unavailable', undefined, { retryAfterSeconds: 7 }),
  elsewhere: new ProblemError('method-not-allowed', undefined, { headers: { Allow: 'GET' } }),
  translated: new StockError('out of stock'),
  'bad-request': new BadRequestException('no good'),
  unavailable: new ServiceUnavailableException('not now'),
  teapot: new ImATeapotException(),
  unforeseen: new Error('the password is hunter2'),
  nothing: undefined,
  text: 'thrown text',
};

@Controller()
class ThrowingController {
  @Get('throw/:what')
  get(@Param('what') what: string): never {
    throw errors[what];
  }

  @Post('echo')
  post(@Body() body: unknown): unknown {
    return body;
  }
}

function translate(error: unknown): ProblemError | undefined {
  return error instanceof StockError ? new ProblemError('order-not-found', error.message) : undefined;
}

async function start(): Promise<Served> {
  return serve({
    controllers: [ThrowingController],
    providers: [{ provide: APP_FILTER, useValue: new ProblemFilter(translate) }],
  });
}

it.each([
  ['own', 400, { code: 'validation-failed', errors: [{ pointer: '/a', detail: 'is required' }] }],
  ['later', 503, { code: 'service-unavailable' }],
  ['elsewhere', 405, { code: 'method-not-allowed' }],
  ['translated', 404, { code: 'order-not-found', detail: 'out of stock' }],
  ['bad-request', 400, { code: 'bad-request', detail: 'no good' }],
  ['unavailable', 503, { code: 'service-unavailable', detail: 'not now' }],
  ['teapot', 500, { code: 'internal-error' }],
  ['unforeseen', 500, { code: 'internal-error' }],
  ['nothing', 500, { code: 'internal-error' }],
  ['text', 500, { code: 'internal-error' }],
])('answers %s with %d and a problem document', async (what, status, document) => {
  const { url } = await start();
  const response = await fetch(`${url}/throw/${what}?q=1`);
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
  const body = (await response.json()) as { code: string };
  expect(body).toMatchObject({ status, instance: `/throw/${what}`, type: `urn:ofs:problem:${body.code}`, ...document });
});

it.each([
  ['/nowhere', { body: '{}' }, 404, 'not-found', 'There is nothing at POST /nowhere'],
  ['/echo', { body: '{' }, 400, 'bad-request', expect.any(String)],
  ['/echo', { body: JSON.stringify('x'.repeat(1_000)) }, 413, 'body-too-large', expect.any(String)],
  [
    '/echo',
    { body: 'a=1', headers: { 'Content-Type': 'text/css' } },
    415,
    'unsupported-media-type',
    'Send application/json, not text/css',
  ],
])('answers what Fastify refuses at %s: %j', async (path, init, status, code, detail) => {
  const { url } = await start();
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    ...init,
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code, status, detail });
});

it('sends the headers that a problem brings', async () => {
  const { url } = await start();
  expect((await fetch(`${url}/throw/later`)).headers.get('Retry-After')).toBe('7');
  expect((await fetch(`${url}/throw/elsewhere`)).headers.get('Allow')).toBe('GET');
});

it('logs what is our fault, and tells the client nothing about it', async () => {
  const { url, errors: logged } = await start();
  await fetch(`${url}/throw/own`);
  expect(logged).toEqual([]);
  const body = await (await fetch(`${url}/throw/unforeseen`)).text();
  expect(body).not.toContain('hunter2');
  expect(logged).toEqual([{ err: errors['unforeseen'], code: 'internal-error', requestId: expect.any(String) }]);
});
