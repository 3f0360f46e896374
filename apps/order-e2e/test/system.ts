import type { CreateOrderDto, OrderAction, OrderDto, OrderStatus, StockDto, TimelineEntryDto } from '@ofs/contracts';
import type { ProviderView } from '@ofs/order-store';
import type { QueueState } from '@ofs/redis-queue';
import { eventually, RedisCluster, RedisServer, ServiceProcess, type ServiceProcessOptions } from '@ofs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function anOrder(overrides: Partial<CreateOrderDto> = {}): CreateOrderDto {
  return {
    reference: '536365',
    customerId: '17850',
    currency: 'GBP',
    lines: [
      { sku: '85123A', name: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPrice: 255 },
      { sku: '71053', name: 'WHITE METAL LANTERN', quantity: 6, unitPrice: 339 },
    ],
    shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
    payment: { token: 'tok_ok' },
    ...overrides,
  };
}

/** An effect on the outside world, as the sandbox's ledger has it. */
export interface Effect {
  kind: 'authorization' | 'capture' | 'void' | 'shipment';
  key: string;
  amount?: number;
  requests: number;
}

/** Short waits, so that what is tried again is tried again soon. */
const patience = {
  MAX_ATTEMPTS: '8',
  BACKOFF_BASE_MS: '50',
  BACKOFF_CAP_MS: '200',
  BREAKER_OPEN_MS: '200',
  PROVIDER_TIMEOUT_MS: '1000',
  LEASE_MS: '2000',
};

function journalIn(folder: string): Record<string, string> {
  return { SANDBOX_JOURNAL: join(folder, 'journal.ndjson') };
}

/** The whole system as processes of its own, on free ports and a folder of its own. */
export class System {
  readonly processors: ServiceProcess[] = [];
  private constructor(
    private readonly folder: string,
    /** One, or those of a cluster. */
    readonly servers: readonly RedisServer[],
    /** How services reach them. */
    readonly redisSettings: Record<string, string>,
    public sandbox: ServiceProcess,
    public api: ServiceProcess,
  ) {}

  /** @param partitions more than one puts the system on a Redis Cluster of three servers */
  static async start({
    processors = 1,
    partitions = 1,
    env = {},
  }: { processors?: number; partitions?: number; env?: Record<string, string> } = {}): Promise<System> {
    const folder = await mkdtemp(join(tmpdir(), 'orders-'));
    const dir = join(folder, 'redis');
    const servers =
      partitions > 1 ? (await RedisCluster.start(dir)).servers : [await RedisServer.start({ dir, tethered: true })];
    const redisSettings = {
      REDIS_URL: servers[0]!.url,
      REDIS_CLUSTER: String(partitions > 1),
      PARTITIONS: String(partitions),
    };
    const settings = { ...redisSettings, DEFAULT_PAYMENT_TOKEN: '', ...env };
    const [sandbox, api] = await Promise.all([
      ServiceProcess.start({ app: 'provider-sandbox', env: journalIn(folder) }),
      ServiceProcess.start({ app: 'order-api', env: settings }),
    ]);
    const system = new System(folder, servers, redisSettings, sandbox, api);
    await Promise.all(Array.from({ length: processors }, () => system.startProcessor(env)));
    return system;
  }

  get redis(): RedisServer {
    return this.servers[0]!;
  }

  async startProcessor(env: Record<string, string> = {}): Promise<ServiceProcess> {
    const providers = { PAYMENT_GATEWAY_URL: this.sandbox.url, CARRIER_URL: this.sandbox.url };
    const processor = await ServiceProcess.start({
      app: 'order-processor',
      env: { ...patience, ...this.redisSettings, ...providers, ...env },
    });
    this.processors.push(processor);
    return processor;
  }

  /** The API anew on its old port, as an orchestrator would after it died. */
  async restartApi(options: Partial<ServiceProcessOptions> = {}): Promise<void> {
    this.api = await ServiceProcess.start({
      app: 'order-api',
      port: this.api.port,
      env: this.redisSettings,
      ...options,
    });
  }

  /** The providers anew at their old address, with all that they have done. */
  async restartSandbox(): Promise<void> {
    this.sandbox = await ServiceProcess.start({
      app: 'provider-sandbox',
      port: this.sandbox.port,
      env: journalIn(this.folder),
    });
  }

  /** Ends all processors, in order or not. */
  async endProcessors(how: 'stop' | 'kill'): Promise<void> {
    await Promise.all(this.processors.splice(0).map((processor) => processor[how]()));
  }

  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.processors].map((service) => service.kill()));
    await this.sandbox.kill();
    await Promise.all(this.servers.map((server) => server.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }

  post(order: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.api.url}/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(order),
    });
  }

  /** Places an order, and resolves to its id. */
  async place(overrides: Partial<CreateOrderDto> = {}, headers: Record<string, string> = {}): Promise<string> {
    const response = await this.post(anOrder(overrides), headers);
    expect(response.status).toBe(202);
    return ((await response.json()) as OrderDto).id;
  }

  async placeMany(count: number, overrides: Partial<CreateOrderDto> = {}): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, () => this.place(overrides)));
  }

  /** Asks for an action on an order, whatever comes of it. */
  act(id: string, action: OrderAction, body: object = {}): Promise<Response> {
    return fetch(`${this.api.url}/v1/orders/${id}/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Has an action taken, and resolves to the order as it is then. */
  async take(id: string, action: OrderAction, body: object = {}): Promise<OrderDto> {
    const response = await this.act(id, action, body);
    expect(response.status).toBe(202);
    return (await response.json()) as OrderDto;
  }

  async order(id: string): Promise<OrderDto> {
    return (await this.get(`/v1/orders/${id}`)) as OrderDto;
  }

  async timeline(id: string): Promise<TimelineEntryDto[]> {
    return ((await this.get(`/v1/orders/${id}/timeline`)) as { entries: TimelineEntryDto[] }).entries;
  }

  /** Sends a body of many lines, and resolves to what is answered to each. */
  async bulk<T>(path: string, lines: readonly object[]): Promise<T[]> {
    const response = await fetch(`${this.api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    const answers = (await response.text()).trim().split('\n');
    return answers.map((answer) => JSON.parse(answer) as T);
  }

  async setStock(sku: string, onHand: number): Promise<StockDto> {
    const response = await fetch(`${this.api.url}/v1/inventory/${sku}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ onHand }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as StockDto;
  }

  async stock(sku: string): Promise<StockDto> {
    return (await this.get(`/v1/inventory/${sku}`)) as StockDto;
  }

  async queue(): Promise<QueueState & { providers: ProviderView[] }> {
    return (await this.get('/v1/queue')) as QueueState & { providers: ProviderView[] };
  }

  /** Resolves to the order once it is where it should be. */
  async untilStatus(id: string, status: OrderStatus, timeoutMs = 30_000): Promise<OrderDto> {
    return eventually(
      async () => {
        const order = await this.order(id);
        expect(order.status).toBe(status);
        return order;
      },
      { timeoutMs },
    );
  }

  async effects(orderId: string): Promise<Effect[]> {
    const response = await fetch(`${this.sandbox.url}/ledger?orderId=${orderId}`);
    return ((await response.json()) as { effects: Effect[] }).effects;
  }

  /** Every order has been authorised, shipped and captured, each once. */
  async expectFulfilledOnce(ids: string[], timeoutMs = 30_000): Promise<void> {
    for (const id of ids) {
      await this.untilStatus(id, 'completed', timeoutMs);
      expect((await this.effects(id)).map(({ kind }) => kind).sort()).toEqual(['authorization', 'capture', 'shipment']);
    }
  }

  private async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.api.url}${path}`);
    expect(response.status).toBe(200);
    return response.json();
  }
}

/** Starts a system before the suite's tests and ends it after them. */
export function useSystem(options: Parameters<typeof System.start>[0] = {}): () => System {
  let system: System | undefined;
  beforeAll(async () => {
    system = await System.start(options);
  }, 180_000);
  afterAll(async () => {
    await system?.stop();
  }, 30_000);
  return () => system!;
}
