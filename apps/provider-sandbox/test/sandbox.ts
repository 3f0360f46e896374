import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { randomUUID } from 'node:crypto';
import { AppModule } from '../src/app.module';
import { httpAdapter } from '../src/http-adapter';
import type { LedgerSummary } from '../src/ledger';
import { SandboxSettings } from '../src/sandbox.settings';

export interface Answer {
  status: number;
  headers: Headers;
  replayed: boolean;
  body: Record<string, unknown>;
}

export interface ShownEffect {
  kind: string;
  id: string;
  key: string;
  orderId: string;
  amount?: number;
  currency?: string;
  time: string;
  requests: number;
}

const started: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
});

/** A sandbox on a free port; it stops when the test ends. */
export async function startSandbox(settings: Partial<SandboxSettings> = {}): Promise<Sandbox> {
  const warnings: unknown[] = [];
  const silent = () => undefined;
  const logger: LoggerService = { log: silent, error: silent, warn: (...line) => warnings.push(line) };
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(SandboxSettings)
    .useValue(Object.assign(new SandboxSettings(), settings))
    .setLogger(logger)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter());
  const sandbox = new Sandbox(app, warnings);
  started.push(sandbox);
  await app.listen(0, '127.0.0.1');
  return sandbox;
}

export class Sandbox {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly warnings: unknown[],
  ) {}

  stop(): Promise<void> {
    return this.app.close();
  }

  authorize(fields: object = {}, key: string = randomUUID()): Promise<Answer> {
    return this.post('/payments/authorizations', { ...anAuthorization(), ...fields }, key);
  }

  /** The id of a new authorization. */
  async authorized(fields: object = {}): Promise<string> {
    return (await this.authorize(fields)).body['id'] as string;
  }

  capture(id: string, key: string = randomUUID(), amount = 1_999): Promise<Answer> {
    return this.post(`/payments/authorizations/${id}/capture`, { amount }, key);
  }

  void(id: string, key: string = randomUUID()): Promise<Answer> {
    return this.post(`/payments/authorizations/${id}/void`, undefined, key);
  }

  ship(fields: object = {}, key: string = randomUUID()): Promise<Answer> {
    return this.post('/shipments', { ...aShipment(), ...fields }, key);
  }

  shipTo(postalCode: string, key?: string): Promise<Answer> {
    return this.ship({ address: { ...aShipment().address, postalCode } }, key);
  }

  post(path: string, body: object | undefined, key?: string): Promise<Answer> {
    return this.send(path, body === undefined ? undefined : JSON.stringify(body), key);
  }

  async send(path: string, text: string | undefined, key?: string): Promise<Answer> {
    const headers: Record<string, string> = text === undefined ? {} : { 'Content-Type': 'application/json' };
    if (key !== undefined) headers['Idempotency-Key'] = key;
    const response = await fetch((await this.app.getUrl()) + path, { method: 'POST', headers, body: text });
    return answerOf(response);
  }

  async get(path: string): Promise<Answer> {
    return answerOf(await fetch((await this.app.getUrl()) + path));
  }

  async effects(orderId?: string): Promise<ShownEffect[]> {
    const query = orderId === undefined ? '' : `?orderId=${encodeURIComponent(orderId)}`;
    return (await this.get(`/ledger${query}`)).body['effects'] as ShownEffect[];
  }

  async summary(): Promise<LedgerSummary> {
    return (await this.get('/ledger/summary')).body as unknown as LedgerSummary;
  }
}

async function answerOf(response: Response): Promise<Answer> {
  return {
    status: response.status,
    headers: response.headers,
    replayed: response.headers.get('Idempotent-Replayed') === 'true',
    body: (await response.json()) as Record<string, unknown>,
  };
}

export function anAuthorization() {
  return { orderId: 'ord_1', amount: 1_999, currency: 'GBP', token: 'tok_ok' };
}

export function aShipment() {
  return {
    orderId: 'ord_1',
    address: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
    lines: [{ sku: '85123A', quantity: 6 }],
  };
}
