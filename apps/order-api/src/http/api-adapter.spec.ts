import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

describe('an unknown route', () => {
  it.each(['/', '/nope', '/v1', '/v1/order', '/v1/orders/', '//', '/v1//orders', '/V1/orders', '/.env', '/docs/nope'])(
    '%s is not found',
    async (path) => {
      const detail = `There is nothing at GET ${path}`;
      expectProblem(await api.get(path), 404, { code: 'not-found', instance: path, detail });
    },
  );

  it.each([
    ['broken JSON', { body: '{', headers: { 'Content-Type': 'application/json' } }],
    ['an unknown content type', { body: 'x', headers: { 'Content-Type': 'image/png' } }],
    ['a large body', { body: 'x'.repeat(4_000_000), headers: { 'Content-Type': 'application/json' } }],
  ])('is not found, whatever is sent to it: %s', async (_, init) => {
    expectProblem(await api.fetch('/nope?x=1', { method: 'POST', ...init }), 404, {
      code: 'not-found',
      instance: '/nope',
    });
  });
});

describe('a wrong method', () => {
  it.each([
    ['PUT', '/v1/orders', 'GET, HEAD, POST'],
    ['DELETE', '/v1/orders', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/orders', 'GET, HEAD, POST'],
    ['GET', '/v1/orders/bulk', 'POST'],
    ['HEAD', '/v1/orders/bulk', 'POST'],
    ['POST', '/v1/orders/ord_01h455vb4pex5vsknk084sn02q', 'GET, HEAD'],
    ['DELETE', '/v1/orders/x', 'GET, HEAD'],
    ['PATCH', '/v1/orders/x/timeline', 'GET, HEAD'],
    ['POST', '/v1/queue', 'GET, HEAD'],
    ['POST', '/health/ready', 'GET, HEAD'],
    ['PUT', '/openapi.json', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
  ])('%s %s is answered with 405, and what is allowed', async (method, path, allow) => {
    const body = ['GET', 'HEAD'].includes(method) ? null : '{';
    const answer = await api.fetch(path, { method, body, headers: { 'Content-Type': 'application/json' } });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allow]);
    if (method !== 'HEAD') expectProblem(answer, 405, { code: 'method-not-allowed', instance: path });
  });
});

it.each(['/v1/orders/%', '/v1/orders/%zz', '/v1/orders/%ff', '/v1/orders/%F0%9F/timeline', '/%'])(
  'cannot decode %s',
  async (path) => {
    const detail = 'The path cannot be decoded';
    expectProblem(await api.get(path), 400, { code: 'bad-request', instance: path, detail });
  },
);

describe('the content type', () => {
  const text = JSON.stringify(anOrder());

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf8"',
  ])('of an order may be %s', async (type) => {
    const init = { method: 'POST', body: text, headers: { 'Content-Type': type } };
    expect((await api.fetch('/v1/orders', init)).status).toBe(202);
  });

  it.each([
    ['/v1/orders', 'text/plain'],
    ['/v1/orders', 'application/x-www-form-urlencoded'],
    ['/v1/orders', 'multipart/form-data; boundary=x'],
    ['/v1/orders', 'application/x-ndjson'],
    ['/v1/orders', 'application/jsonp'],
    ['/v1/orders', 'application/vnd.api+json'],
    ['/v1/orders', 'text/json'],
    ['/v1/orders', 'garbage;;;'],
    ['/v1/orders/bulk', 'application/json'],
    ['/v1/orders/bulk', 'application/ndjson'],
    ['/v1/orders/bulk', 'text/plain'],
  ])('of what is sent to %s must not be %s', async (path, type) => {
    const wanted = path.endsWith('bulk') ? 'application/x-ndjson' : 'application/json';
    for (const body of [text, '{']) {
      const answer = await api.fetch(path, { method: 'POST', body, headers: { 'Content-Type': type } });
      const detail = `Send ${wanted} here, not ${type}`;
      expectProblem(answer, 415, { code: 'unsupported-media-type', instance: path, detail });
    }
  });

  it.each(['/v1/orders/x/cancel', '/v1/orders/x/retry', '/v1/dead-letters/replay'])(
    'is checked also where a body may be left out: %s',
    async (path) => {
      for (const type of ['text/plain', 'application/x-ndjson', 'image/png']) {
        const answer = await api.fetch(path, { method: 'POST', body: '{}', headers: { 'Content-Type': type } });
        const detail = `Send application/json here, not ${type}`;
        expectProblem(answer, 415, { code: 'unsupported-media-type', detail });
      }
    },
  );

  it.each([
    ['/v1/orders', 'application/json; charset=latin1', 'latin1'],
    ['/v1/orders', 'application/json;v=1; Charset="UTF-16"', 'UTF-16'],
    ['/v1/orders/x/cancel', 'application/json; charset=iso-8859-1', 'iso-8859-1'],
    ['/v1/orders/bulk', 'application/x-ndjson; charset=utf-16le', 'utf-16le'],
  ])('of what is sent to %s must not have another charset: %s', async (path, type, charset) => {
    const answer = await api.fetch(path, { method: 'POST', body: text, headers: { 'Content-Type': type } });
    const detail = `Send ${type.split(';')[0]!} in UTF-8 here, not in ${charset}`;
    expectProblem(answer, 415, { code: 'unsupported-media-type', detail });
  });

  it.each(['/v1/orders', '/v1/orders/bulk', '/v1/orders/x/cancel'])(
    'must not be missing at %s where there is a body',
    async (path) => {
      const answer = await api.fetch(path, { method: 'POST', body: new Blob([text]) });
      expectProblem(answer, 415, { code: 'unsupported-media-type' });
    },
  );
});

describe('a body that is missing', () => {
  it.each([
    ['POST', '/v1/orders', '/customerId'],
    ['POST', '/v1/orders/x/hold', '/reason'],
    ['POST', '/v1/orders/x/release', '/holdId'],
    ['PUT', '/v1/inventory/x', '/onHand'],
  ])('is told by what it should have had: %s %s', async (method, path, pointer) => {
    for (const headers of [undefined, { 'Content-Type': 'application/json' }]) {
      const answer = await api.fetch(path, { method, headers });
      expectProblem(answer, 400, { code: 'validation-failed' });
      expect(answer.body['errors']).toContainEqual({ pointer, detail: 'is required' });
    }
  });

  it.each([
    ['/v1/orders/x/cancel', 404],
    ['/v1/orders/x/retry', 404],
    ['/v1/dead-letters/x/replay', 404],
    ['/v1/dead-letters/replay', 202],
  ])('is not needed: POST %s', async (path, status) => {
    for (const headers of [undefined, { 'Content-Type': 'application/json' }])
      expect((await api.fetch(path, { method: 'POST', headers })).status).toBe(status);
  });

  it('is no upload', async () => {
    const detail = 'Send application/x-ndjson here, not a body without a content type';
    const answer = await api.fetch('/v1/orders/bulk', { method: 'POST' });
    expectProblem(answer, 415, { code: 'unsupported-media-type', detail });
  });
});
