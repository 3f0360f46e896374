import { type CreateOrderDto, type OrderStatus, transitions } from '@ofs/contracts';
import { eventually, type ServiceProcess } from '@ofs/testing';
import { anOrder, useSystem } from '../test/system';

const system = useSystem({ processors: 0, env: { HOLD_ABOVE_TOTAL: '1000000' } });

const reached = new Set<string>();

/** Nobody listens there, nor will another suite's service by chance. */
const NOBODY = 'http://127.0.0.1:2';

const undeliverable = { shippingAddress: { ...anOrder().shippingAddress, postalCode: 'INVALID' } };
const dear = { lines: [{ sku: 'GOLD', quantity: 1, unitPrice: 1_000_001 }] };

/** Waits until the order is there, and resolves to the types of its timeline. */
async function typesUntil(id: string, status: OrderStatus): Promise<string[]> {
  await system().untilStatus(id, status);
  const types = (await system().timeline(id)).map(({ type }) => type);
  for (const type of types) reached.add(type);
  return types.filter((type) => type !== 'attempt.failed');
}

async function kindsOf(id: string): Promise<string[]> {
  return (await system().effects(id)).map(({ kind }) => kind);
}

async function refused(id: string, ...actions: ('cancel' | 'hold' | 'release' | 'retry')[]): Promise<void> {
  const { supportedActions } = await system().order(id);
  const bodies = { cancel: {}, hold: { reason: 'odd' }, release: { holdId: 'x' }, retry: {} };
  for (const action of actions) {
    const response = await system().act(id, action, bodies[action]);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'action-not-supported', supportedActions });
    expect(supportedActions).not.toContain(action);
  }
}

describe('while no processor runs', () => {
  it('an order can be held and released', async () => {
    const id = await system().place();
    const { holds } = await system().take(id, 'hold', { reason: 'odd' });
    await refused(id, 'retry');
    expect(await system().take(id, 'release', { holdId: holds[0]!.id })).toMatchObject({ status: 'accepted' });
    await withProcessor({}, () => system().expectFulfilledOnce([id]));
  });

  it('an order can be cancelled, and is as soon as there is one', async () => {
    const id = await system().place();
    expect(await system().take(id, 'cancel')).toMatchObject({ status: 'compensating' });
    await refused(id, 'cancel', 'hold', 'release', 'retry');
    await withProcessor({}, async () => {
      expect(await typesUntil(id, 'cancelled')).toEqual([
        'order.accepted',
        'order.cancel_requested',
        'order.cancelled',
      ]);
    });
    expect(await kindsOf(id)).toEqual([]);
  });
});

describe('while the carrier is out of reach', () => {
  it('an order that is authorised can be held, released and cancelled, and its payment is voided', async () => {
    const id = await system().place();
    await withProcessor({ CARRIER_URL: NOBODY, MAX_ATTEMPTS: '100' }, async () => {
      await system().untilStatus(id, 'authorized');
      const held = await eventually(() => system().take(id, 'hold', { reason: 'odd' }));
      expect(held).toMatchObject({ status: 'on_hold', fulfillmentStatus: 'unfulfilled' });
      expect(await system().take(id, 'release', { holdId: held.holds[0]!.id })).toMatchObject({ status: 'authorized' });
      await eventually(() => system().take(id, 'cancel'));
      const types = await typesUntil(id, 'cancelled');
      expect(types.slice(-3)).toEqual(['order.cancel_requested', 'payment.voided', 'order.cancelled']);
    });
    expect(await system().order(id)).toMatchObject({ paymentStatus: 'voided', fulfillmentStatus: 'cancelled' });
    expect(await kindsOf(id)).toEqual(['authorization', 'void']);
  });
});

describe('while the payment gateway is out of reach', () => {
  it.each([
    ['tok_ok', ['payment.voided', 'order.cancelled'], ['authorization', 'void']],
    ['tok_decline', ['payment.declined', 'order.cancelled'], []],
  ])('an order that fails can be cancelled all the same: %s', async (token, ending, effects) => {
    const id = await system().place({ payment: { token } });
    await withProcessor({ PAYMENT_GATEWAY_URL: NOBODY, MAX_ATTEMPTS: '2' }, async () => {
      await system().untilStatus(id, 'failed');
    });
    await refused(id, 'hold', 'release');
    await system().take(id, 'cancel');
    expect((await system().queue()).dead).toBe(0);
    await withProcessor({}, async () => {
      expect((await typesUntil(id, 'cancelled')).slice(-2)).toEqual(ending);
    });
    expect(await kindsOf(id)).toEqual(effects);
  });
});

describe('while goods are lacking', () => {
  const scarce = { lines: [{ sku: 'SCARCE', quantity: 3, unitPrice: 100 }] };
  beforeEach(() => system().setStock('SCARCE', 2));

  it('an order waits for them, can be held meanwhile, and goes on when they are there', async () => {
    const id = await system().place(scarce);
    await withProcessor({}, async () => {
      await system().untilStatus(id, 'backordered');
      const { holds } = await system().take(id, 'hold', { reason: 'odd' });
      await system().setStock('SCARCE', 5);
      expect(await system().take(id, 'release', { holdId: holds[0]!.id })).toMatchObject({ status: 'backordered' });
      expect(await typesUntil(id, 'completed')).toContain('order.backordered');
    });
    expect(await system().stock('SCARCE')).toMatchObject({ onHand: 2, reserved: 0 });
  });

  it('an order that waits can be cancelled, and waits for nothing any more', async () => {
    const id = await system().place(scarce);
    await withProcessor({}, async () => {
      await system().untilStatus(id, 'backordered');
      await system().take(id, 'cancel');
      await typesUntil(id, 'cancelled');
      await system().setStock('SCARCE', 3);
    });
    expect(await system().stock('SCARCE')).toMatchObject({ onHand: 3, reserved: 0 });
  });

  it('an order is rejected when they have not come in time', async () => {
    const id = await system().place(scarce);
    await withProcessor({ BACKORDER_MS: '1000' }, async () => {
      expect((await typesUntil(id, 'rejected')).slice(-3)).toEqual([
        'order.backordered',
        'order.expired',
        'order.rejected',
      ]);
    });
    expect((await system().order(id)).failure).toMatchObject({ code: 'out-of-stock' });
    expect(await kindsOf(id)).toEqual([]);
  });
});

describe('while all is well', () => {
  let processor: ServiceProcess;
  beforeAll(async () => void (processor = await system().startProcessor()));
  afterAll(() => processor.stop());

  async function settled(overrides: Partial<CreateOrderDto>, status: OrderStatus): Promise<[string, string[]]> {
    const id = await system().place(overrides);
    return [id, await typesUntil(id, status)];
  }

  it('an order is fulfilled', async () => {
    const [id, types] = await settled({}, 'completed');
    expect(types).toEqual([
      'order.accepted',
      'order.reserved',
      'order.authorized',
      'shipment.requested',
      'order.shipped',
      'order.completed',
    ]);
    await refused(id, 'cancel', 'hold', 'release', 'retry');
  });

  it('an order is rejected when its payment is declined', async () => {
    const [id, types] = await settled({ payment: { token: 'tok_decline' } }, 'rejected');
    expect(types.slice(-2)).toEqual(['order.declined', 'order.rejected']);
    await refused(id, 'cancel', 'hold', 'release', 'retry');
    expect(await kindsOf(id)).toEqual([]);
  });

  it('an order is rejected when it cannot be delivered, and its payment is voided', async () => {
    const [id, types] = await settled(undeliverable, 'rejected');
    expect(types.slice(-3)).toEqual(['order.undeliverable', 'payment.voided', 'order.rejected']);
    expect(await kindsOf(id)).toEqual(['authorization', 'void']);
  });

  it('an order above the limit waits on hold from its first moment', async () => {
    const id = await system().place(dear);
    const { holds } = await system().untilStatus(id, 'on_hold');
    await system().take(id, 'hold', { reason: 'Another one' });
    await system().take(id, 'release', { holdId: holds[0]!.id });
    const last = (await system().order(id)).holds[0]!.id;
    await system().take(id, 'release', { holdId: last });
    const types = await typesUntil(id, 'completed');
    expect(types.slice(0, 6)).toEqual([
      'order.accepted',
      'order.held',
      'hold.added',
      'hold.released',
      'order.released',
      'order.reserved',
    ]);
    await system().expectFulfilledOnce([id]);
  });

  it('an order can be cancelled while its payment is authorised, and it is voided', async () => {
    const id = await system().place({ payment: { token: 'tok_slow_500' } });
    await system().untilStatus(id, 'reserved');
    await system().take(id, 'cancel', { reason: 'Changed my mind' });
    const types = await typesUntil(id, 'cancelled');
    expect(types.slice(-3)).toEqual(['order.cancel_requested', 'payment.voided', 'order.cancelled']);
    expect(await kindsOf(id)).toEqual(['authorization', 'void']);
    await refused(id, 'cancel', 'hold', 'release', 'retry');
  });

  it('an order that has failed is retried, and its dead letter is gone', async () => {
    const id = await system().place({ payment: { token: 'tok_flaky_9' } });
    await system().untilStatus(id, 'failed');
    expect((await system().queue()).dead).toBe(1);
    expect(await system().take(id, 'retry', { reason: 'The gateway is back' })).toMatchObject({ status: 'reserved' });
    expect((await system().queue()).dead).toBe(0);
    expect(await typesUntil(id, 'completed')).toContain('order.retried');
    await system().expectFulfilledOnce([id]);
  });

  it('an order whose parcel has left when it fails can be retried, not cancelled', async () => {
    const [id] = await settled({ payment: { token: 'tok_capture_flaky_9' } }, 'failed');
    expect((await system().order(id)).supportedActions).toEqual(['retry']);
    await refused(id, 'cancel', 'hold', 'release');
    await system().take(id, 'retry');
    await system().expectFulfilledOnce([id]);
  });

  it('an order that cannot be undone at first fails, and is rejected for its first reason when it can', async () => {
    const [id] = await settled({ ...undeliverable, payment: { token: 'tok_void_flaky_9' } }, 'failed');
    expect((await system().order(id)).failure).toMatchObject({ code: 'fulfilment-failed' });
    await system().take(id, 'retry');
    await typesUntil(id, 'rejected');
    expect((await system().order(id)).failure).toMatchObject({ code: 'shipment-refused' });
    expect(await kindsOf(id)).toEqual(['authorization', 'void']);
  });
});

it('every move of the table was made', () => {
  expect(Object.keys(transitions).filter((type) => !reached.has(type))).toEqual([]);
});

async function withProcessor(env: Record<string, string>, act: () => Promise<void>): Promise<void> {
  const processor = await system().startProcessor(env);
  try {
    await act();
  } finally {
    await processor.stop();
  }
}
