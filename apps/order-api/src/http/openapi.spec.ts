import { orderStatuses } from '@ofs/contracts';
import { useRedis } from '@ofs/testing';
import { type Answer, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  oneOf?: Schema[];
  allOf?: Schema[];
  nullable?: unknown;
  additionalProperties?: Schema | boolean;
}

interface Parameter {
  name: string;
  in: string;
  description?: string;
  schema: Schema & { example?: unknown; minimum?: number; maximum?: number; maxLength?: number; format?: string };
}

interface Operation {
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, { schema: Schema }>; headers?: Record<string, object> }>;
}

interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

async function description(): Promise<Description> {
  return (await api.get('/openapi.json')).body as unknown as Description;
}

it('is OpenAPI 3.1, and lists every path', async () => {
  const { openapi, paths } = await description();
  expect(openapi).toBe('3.1.0');
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations).toEqual(
    expect.arrayContaining([
      'POST /v1/orders',
      'GET /v1/orders',
      'POST /v1/orders/bulk',
      'GET /v1/orders/{id}',
      'GET /v1/orders/{id}/timeline',
      'GET /v1/orders/{id}/explanation',
      'POST /v1/orders/{id}/cancel',
      'POST /v1/orders/{id}/hold',
      'POST /v1/orders/{id}/release',
      'POST /v1/orders/{id}/retry',
      'GET /v1/inventory',
      'PUT /v1/inventory/{sku}',
      'GET /v1/inventory/{sku}',
      'POST /v1/inventory/bulk',
      'GET /v1/queue',
      'POST /v1/queue/pause',
      'POST /v1/queue/resume',
      'GET /v1/dead-letters',
      'POST /v1/dead-letters/replay',
      'GET /v1/dead-letters/{id}',
      'POST /v1/dead-letters/{id}/replay',
      'DELETE /v1/dead-letters/{id}',
      'GET /health/live',
      'GET /health/ready',
      'GET /health/startup',
    ]),
  );
});

it('uses nothing that OpenAPI 3.1 does not know', async () => {
  expect(JSON.stringify(await description())).not.toContain('"nullable"');
});

const described = ['Location', 'ETag', 'Retry-After', 'Idempotent-Replayed', 'Link'];

it.each([
  ['post', '/v1/orders', '202', ['Location', 'ETag', 'Retry-After', 'Idempotent-Replayed']],
  ['post', '/v1/orders', '503', ['Retry-After']],
  ['get', '/v1/orders', '200', ['Link']],
  ['get', '/v1/inventory', '200', ['Link']],
  ['get', '/v1/dead-letters', '200', ['Link']],
  ['get', '/v1/orders/{id}', '200', ['ETag', 'Retry-After']],
  ['get', '/v1/orders/{id}', '304', ['ETag', 'Retry-After']],
  ['post', '/v1/orders/{id}/cancel', '202', ['ETag', 'Retry-After']],
  ['post', '/v1/orders/{id}/hold', '409', ['ETag']],
  ['post', '/v1/orders/{id}/retry', '412', ['ETag']],
])('describes the headers of answers: %s %s, %s', async (method, path, status, names) => {
  const { paths } = await description();
  expect(Object.keys(paths[path]![method]!.responses[status]!.headers!)).toEqual(names);
});

it('says of each parameter what it is, and of each in a query what it may be, with an example', async () => {
  const { paths } = await description();
  const parameters = Object.entries(paths).flatMap(([path, operations]) =>
    Object.values(operations).flatMap((operation) => (operation.parameters ?? []).map((one) => ({ path, ...one }))),
  );
  expect(parameters.filter((one) => one.in === 'query').length).toBeGreaterThan(8);
  for (const { path, name, in: where, description, schema } of parameters) {
    const { type, minimum, maximum, maxLength, format, allOf, items, example } = schema;
    expect([path, name, typeof description, type ?? allOf]).toEqual([path, name, 'string', expect.anything()]);
    if (where !== 'query') continue;
    const bounds = [maximum && minimum, maxLength, format, allOf, items?.enum].filter((one) => one !== undefined);
    expect([path, name, bounds.length > 0 || name === 'cursor']).toEqual([path, name, true]);
    expect([path, name, example]).toEqual([path, name, expect.anything()]);
  }
});

it('names what an order and a dead letter may be listed by', async () => {
  const { paths, components } = await description();
  const { parameters } = paths['/v1/orders']!['get']!;
  expect(parameters).toContainEqual(
    expect.objectContaining({
      name: 'status',
      style: 'form',
      explode: false,
      schema: expect.objectContaining({ type: 'array', items: { type: 'string', enum: orderStatuses } }),
    }),
  );
  expect(components.schemas['DeathReason']).toMatchObject({
    description: 'Why a message could not be handled',
    enum: expect.arrayContaining(['unreadable']),
  });
});

describe('an answer is what it says it is', () => {
  const order = async () => (await api.place(anOrder())).body['id'] as string;

  it.each<[string, string, string, () => Promise<Answer>]>([
    ['post', '/v1/orders', '202', () => api.place(anOrder())],
    ['post', '/v1/orders', '202', () => api.place({ ...anOrder(), reference: null, metadata: null })],
    ['post', '/v1/orders', '202', async () => (await api.place(anOrder(), 'key'), api.place(anOrder(), 'key'))],
    ['post', '/v1/orders', '400', () => api.place({})],
    ['post', '/v1/orders', '413', () => api.place('x'.repeat(4_000_000))],
    ['get', '/v1/orders', '200', async () => (await order(), await order(), api.get('/v1/orders?limit=1'))],
    ['get', '/v1/orders', '400', () => api.get('/v1/orders?limit=x')],
    ['get', '/v1/orders/{id}', '200', async () => api.get(`/v1/orders/${await order()}`)],
    ['get', '/v1/orders/{id}', '404', () => api.get('/v1/orders/x')],
    ['get', '/v1/orders/{id}/timeline', '200', async () => api.get(`/v1/orders/${await order()}/timeline`)],
    ['get', '/v1/orders/{id}/timeline', '404', () => api.get('/v1/orders/x/timeline')],
    ['get', '/v1/orders/{id}/explanation', '200', async () => api.get(`/v1/orders/${await order()}/explanation`)],
    ['post', '/v1/orders/{id}/cancel', '202', async () => api.act(await order(), 'cancel')],
    ['post', '/v1/orders/{id}/cancel', '412', async () => api.act(await order(), 'cancel', {}, { 'If-Match': '"v7"' })],
    ['post', '/v1/orders/{id}/hold', '202', async () => api.act(await order(), 'hold', { reason: 'odd' })],
    ['post', '/v1/orders/{id}/hold', '400', async () => api.act(await order(), 'hold', {})],
    ['post', '/v1/orders/{id}/release', '409', async () => api.act(await order(), 'release', { holdId: 'x' })],
    ['post', '/v1/orders/{id}/retry', '409', async () => api.act(await order(), 'retry')],
    ['post', '/v1/orders/{id}/retry', '404', () => api.act('x', 'retry')],
    ['put', '/v1/inventory/{sku}', '200', () => api.setStock('A', { onHand: 1 })],
    ['put', '/v1/inventory/{sku}', '400', () => api.setStock('A', {})],
    [
      'get',
      '/v1/inventory/{sku}',
      '200',
      async () => (await api.setStock('A', { onHand: 1 }), api.get('/v1/inventory/A')),
    ],
    ['get', '/v1/inventory/{sku}', '404', () => api.get('/v1/inventory/A')],
    [
      'get',
      '/v1/inventory',
      '200',
      async () => (await api.setStock('A', { onHand: 1 }), api.get('/v1/inventory?limit=1')),
    ],
    ['get', '/v1/inventory', '400', () => api.get('/v1/inventory?cursor=x')],
    ['get', '/v1/queue', '200', () => api.get('/v1/queue')],
    ['get', '/v1/dead-letters', '200', () => api.get('/v1/dead-letters')],
    ['get', '/v1/dead-letters', '400', () => api.get('/v1/dead-letters?limit=0')],
    ['get', '/v1/dead-letters/{id}', '404', () => api.get('/v1/dead-letters/x')],
    ['get', '/health/ready', '200', () => api.get('/health/ready')],
  ])('%s %s: %s', async (method, path, status, ask) => {
    const { paths, components } = await description();
    const answer = await ask();
    expect(String(answer.status)).toBe(status);
    const type = answer.headers.get('Content-Type')!.split(';')[0]!;
    const { content, headers = {} } = paths[path]![method]!.responses[status]!;
    expect(Object.keys(content!)).toContain(type);
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(described.filter((name) => answer.headers.has(name))));
    expect([...faults(answer.body, content![type]!.schema, components.schemas)]).toEqual([]);
  });
});

it.each(['/docs', '/docs/'])('%s is a page, and what it needs loads', async (path) => {
  const page = await api.get(path);
  expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html']);
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset]) => asset!);
  expect(assets.length).toBeGreaterThan(3);
  for (const asset of assets) {
    const { pathname } = new URL(asset, `${api.url}${path}`);
    const answer = await api.get(pathname);
    expect([pathname, answer.status, answer.text.length > 0]).toEqual([pathname, 200, true]);
  }
});

/** Where a value is not what a JSON Schema says: as much of the language as the description uses. */
function* faults(value: unknown, schema: Schema, schemas: Record<string, Schema>, at = '$'): Generator<string> {
  if (schema.$ref !== undefined) {
    yield* faults(value, schemas[schema.$ref.split('/').at(-1)!]!, schemas, at);
    return;
  }
  for (const part of schema.allOf ?? []) yield* faults(value, part, schemas, at);
  if (schema.oneOf?.every((one) => [...faults(value, one, schemas, at)].length > 0)) yield `${at} is none of oneOf`;
  if (schema.enum !== undefined && !schema.enum.includes(value)) yield `${at} is not in enum`;
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value))) yield `${at} is not ${types.join('|')}`;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* faults(item, schema.items ?? {}, schemas, `${at}[${index}]`);
  } else if (typeof value === 'object' && value !== null && schema.properties !== undefined) {
    for (const name of schema.required ?? []) if (!(name in value)) yield `${at}.${name} is missing`;
    for (const [name, child] of Object.entries(value)) {
      const known = schema.properties[name];
      if (known === undefined) yield `${at}.${name} is not described`;
      else yield* faults(child, known, schemas, `${at}.${name}`);
    }
  }
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
