import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Stock } from '@ofs/order-store';
import { RedisConnections } from '@ofs/redis-queue';
import type { SuiteRedis } from '@ofs/testing';
import { AppModule } from '../src/app.module';
import { ApiSettings } from '../src/app.settings';
import { ApiAdapter } from '../src/http/api-adapter';
import { prepareApp } from '../src/http/prepare-app';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

/** A suite's own API on the suite's Redis, which is emptied before each test. After each, nothing unforeseen may have happened. */
export function useApi(redis: SuiteRedis, settings: Partial<ApiSettings> = {}): Api {
  const api = new Api();
  beforeAll(() => api.start({ redisUrl: redis.url, ...settings }));
  afterAll(() => api.stop());
  beforeEach(async () => void (await api.redis.flushall()));
  afterEach(() => expect(api.takeFaults()).toEqual([]));
  return api;
}

export class Api {
  url = '';
  private app!: NestFastifyApplication;
  private faults: unknown[] = [];

  async start(settings: Partial<ApiSettings>): Promise<void> {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(ApiSettings)
      .useValue(Object.assign(new ApiSettings(), settings))
      .setLogger(this.logger())
      .compile();
    this.app = module.createNestApplication<NestFastifyApplication>(new ApiAdapter());
    await prepareApp(this.app);
    await this.app.listen(0, '127.0.0.1');
    this.url = await this.app.getUrl();
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The API's own connection, to look at what it wrote. */
  get redis(): RedisConnections['commands'] {
    return this.app.get(RedisConnections).commands;
  }

  /** The API's own stock, to reserve of it as a processor would. */
  get stock(): Stock {
    return this.app.get(Stock);
  }

  /** What was logged as an error since the last call. */
  takeFaults(): unknown[] {
    return this.faults.splice(0);
  }

  async fetch(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Answer> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.includes('json') && !text.includes('\n');
    const body = isJson && text !== '' ? (JSON.parse(text) as Answer['body']) : {};
    return { status: response.status, headers: response.headers, text, body };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.fetch(path, { headers });
  }

  /** Sends an order; text as it is, anything else as JSON. */
  place(order: unknown, idempotencyKey?: string): Promise<Answer> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
    const body = typeof order === 'string' || order instanceof Uint8Array ? order : JSON.stringify(order);
    return this.fetch('/v1/orders', { method: 'POST', headers, body: body as string });
  }

  /** Posts a body to an order, or nothing. */
  act(orderId: string, action: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.fetch(`/v1/orders/${orderId}/${action}`, {
      method: 'POST',
      headers: { ...type, ...headers },
      body: text,
    });
  }

  /** Changes where an order stands, and nothing else: as if somebody had moved it behind the API's back. */
  async alter(orderId: string, fields: object): Promise<void> {
    const record = `{orders:0}:order:${orderId}`;
    const state = JSON.parse((await this.redis.lindex(record, 1))!) as object;
    await this.redis.lset(record, 1, JSON.stringify({ ...state, ...fields }));
  }

  /** Says how many units of a SKU there are. */
  setStock(sku: string, stock: unknown): Promise<Answer> {
    const body = typeof stock === 'string' ? stock : JSON.stringify(stock);
    const headers = { 'Content-Type': 'application/json' };
    return this.fetch(`/v1/inventory/${encodeURIComponent(sku)}`, { method: 'PUT', headers, body });
  }

  /** Sends lines to a bulk intake; gives the result lines. */
  async bulk(
    body: string | Uint8Array,
    headers: Record<string, string> = {},
    path = '/v1/orders/bulk',
  ): Promise<Answer['body'][]> {
    const init = {
      method: 'POST',
      body: body as string,
      headers: { 'Content-Type': 'application/x-ndjson', ...headers },
    };
    const answer = await this.fetch(path, init);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson');
    return answer.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Answer['body']);
  }

  private logger(): LoggerService {
    const silent = () => undefined;
    return { log: silent, warn: silent, error: (first: unknown) => this.faults.push(first) };
  }
}

/** Says that an answer is a problem document as it should be. */
export function expectProblem(answer: Answer, status: number, document: Record<string, unknown>): void {
  expect(answer.body).toMatchObject({ status, ...document });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({
    type: `urn:ofs:problem:${answer.body['code'] as string}`,
    title: expect.any(String) as string,
  });
}
