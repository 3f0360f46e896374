import { ORDER_ACCEPTED, ORDERS_QUEUE } from '@ofs/contracts';
import { OrderControl, OrderIntake, OrderReader, Stock } from '@ofs/order-store';
import {
  DeadLetters,
  type Delivery,
  type Failure,
  QueueProducer,
  RecordWriter,
  RedisConnections,
  StaleWriteError,
  type WriteSet,
} from '@ofs/redis-queue';
import { useRedis } from '@ofs/testing';
import { ProcessorSettings } from '../src/app.settings';
import { AttemptRecorder } from '../src/fulfilment/attempt-recorder.service';
import { Compensation } from '../src/fulfilment/compensation.service';
import { FulfilmentService } from '../src/fulfilment/fulfilment.service';
import { Stocktaking } from '../src/fulfilment/stocktaking.service';
import { Carrier } from '../src/providers/carrier.service';
import { PaymentGateway } from '../src/providers/payment-gateway.service';
import { ProviderDouble } from './provider-double';

export const operator = { actor: 'operator' };

/** When a consumer dies: at its so-manieth commit, before that is written or after it, without having heard that it was. */
export interface Death {
  commit: number;
  when: 'before' | 'after';
}

export class Died extends Error {}

/** A delivery as a consumer has it, on a real Redis, whose consumer may die. */
export class MortalDelivery {
  readonly attempt = 1;
  private readonly abort = new AbortController();
  private commits = 0;
  /** For how long it was put off, in milliseconds, if it was. */
  putOffMs?: number;
  acknowledged = false;

  constructor(
    private readonly writer: RecordWriter,
    private readonly death?: Death,
  ) {}

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  async checkpoint(writes: WriteSet): Promise<void> {
    this.commits += 1;
    this.dieIf('before');
    const result = await this.writer.write(writes);
    this.dieIf('after');
    if (result === 'stale') throw new StaleWriteError('message');
  }

  async acknowledge(writes?: WriteSet): Promise<void> {
    if (writes !== undefined) await this.checkpoint(writes);
    this.acknowledged = true;
  }

  async putOff(delayMs: number, writes?: WriteSet): Promise<void> {
    if (writes !== undefined) await this.checkpoint(writes);
    this.putOffMs = delayMs;
  }

  get settled(): object | undefined {
    if (this.acknowledged) return { outcome: 'acknowledge' };
    return this.putOffMs === undefined ? undefined : { outcome: 'retry', delayMs: this.putOffMs };
  }

  private dieIf(when: Death['when']): void {
    if (this.death?.commit !== this.commits || this.death.when !== when) return;
    this.abort.abort(new Died());
    throw new Died();
  }
}

/** The processor's parts, with providers at the given addresses. */
export class Workshop {
  readonly connections: RedisConnections;
  readonly reader: OrderReader;
  readonly writer: RecordWriter;
  readonly control: OrderControl;
  readonly stock: Stock;
  private readonly intake: OrderIntake;
  private readonly fulfilment: FulfilmentService;
  private readonly recorder: AttemptRecorder;

  private constructor(redisUrl: string, settings: Partial<ProcessorSettings>) {
    this.connections = new RedisConnections({ url: redisUrl });
    const producer = new QueueProducer(this.connections, { name: ORDERS_QUEUE });
    this.reader = new OrderReader(this.connections);
    this.writer = new RecordWriter(this.connections);
    this.intake = new OrderIntake(producer, this.reader);
    const deadLetters = new DeadLetters(this.connections, { name: ORDERS_QUEUE });
    this.control = new OrderControl(this.reader, this.writer, producer, deadLetters);
    const complete = Object.assign(new ProcessorSettings(), { providerTimeoutMs: 2_000 }, settings);
    const payments = new PaymentGateway(complete);
    this.stock = new Stock(this.connections, producer);
    this.fulfilment = new FulfilmentService(
      this.reader,
      new Stocktaking(this.stock, complete),
      this.stock,
      payments,
      new Carrier(complete),
      new Compensation(payments, this.stock),
    );
    this.recorder = new AttemptRecorder(this.reader);
  }

  /** On a Redis that is emptied first, unless another workshop uses it too. */
  static async open(
    redisUrl: string,
    gatewayUrl: string,
    carrierUrl = gatewayUrl,
    { keep = false, settings = {} }: { keep?: boolean; settings?: Partial<ProcessorSettings> } = {},
  ): Promise<Workshop> {
    const workshop = new Workshop(redisUrl, { paymentGatewayUrl: gatewayUrl, carrierUrl, ...settings });
    await workshop.connections.onModuleInit();
    if (!keep) await workshop.connections.commands.flushall();
    return workshop;
  }

  close(): Promise<void> {
    return this.connections.onApplicationShutdown();
  }

  async place(): Promise<string> {
    const { order } = await this.intake.accept(
      {
        customerId: '17850',
        currency: 'GBP',
        lines: [{ sku: '85123A', quantity: 6, unitPrice: 255 }],
        shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
        payment: { token: 'tok_ok' },
        totalAmount: 1_530,
      },
      'test',
    );
    return order.id;
  }

  /** Has a consumer handle the order's message. It may die over it; whatever else goes wrong is thrown. */
  async deliver(orderId: string, death?: Death): Promise<MortalDelivery> {
    const delivery = new MortalDelivery(this.writer, death);
    try {
      await this.fulfilment.fulfil(orderId, delivery as unknown as Delivery);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
    return delivery;
  }

  /** Has a consumer handle the order's message and fail. Resolves to the error, which is not noted yet. */
  async attempt(orderId: string): Promise<unknown> {
    const error: unknown = await this.deliver(orderId).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error === undefined) throw new Error('nothing failed');
    return error;
  }

  /** Notes a failed attempt, as the queue does when it puts the message off or buries it. Resolves to what becomes of the message. */
  async note(
    orderId: string,
    error: unknown,
    outcome: Failure['outcome'] = { outcome: 'retry', delayMs: 1 },
  ): Promise<'noted' | 'needless'> {
    const message = { type: ORDER_ACCEPTED, subject: orderId, attempt: 1 } as Failure['message'];
    const writes = await this.recorder.writesFor({ message, error, outcome, letterId: 'letter' });
    if (writes === 'needless') return writes;
    expect(await this.writer.write(writes)).toBe('written');
    return 'noted';
  }
}

export interface Opened {
  shop: Workshop;
  gateway: ProviderDouble;
  carrier: ProviderDouble;
}

export interface WorkshopOptions {
  /** Whether the gateway and the carrier are apart: one may be down while the other is up. @default false */
  apart?: boolean;
  settings?: Partial<ProcessorSettings>;
}

/** Opens a workshop for each test of a suite, on a Redis of the suite's own, and closes it after the test. */
export function useWorkshop(
  onOpened: (opened: Opened) => void,
  { apart = false, settings }: WorkshopOptions = {},
): void {
  const redis = useRedis();
  let opened: Opened;

  beforeEach(async () => {
    const gateway = await ProviderDouble.start();
    const carrier = apart ? await ProviderDouble.start() : gateway;
    opened = { shop: await Workshop.open(redis.url, gateway.url, carrier.url, { settings }), gateway, carrier };
    onOpened(opened);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await opened.shop.close();
    await Promise.all([opened.gateway, opened.carrier].map((provider) => provider.stop()));
  });
}
