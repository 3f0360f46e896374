import { startSandbox } from '../test/sandbox';

describe('the ledger', () => {
  it('shows the effects of an order as they happened', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized({ orderId: 'ord_7' });
    await sandbox.ship({ orderId: 'ord_7' }, 'ship');
    await sandbox.capture(id, 'capture', 500);
    await sandbox.authorized({ orderId: 'ord_8' });

    const [authorization, ...others] = await sandbox.effects('ord_7');
    expect(authorization).toEqual({
      kind: 'authorization',
      id,
      key: expect.any(String) as string,
      orderId: 'ord_7',
      amount: 1_999,
      currency: 'GBP',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      requests: 1,
    });
    expect(others).toMatchObject([
      { kind: 'shipment', key: 'ship' },
      { kind: 'capture', key: 'capture', amount: 500, currency: 'GBP' },
    ]);
    expect(others[0]).not.toHaveProperty('amount');
    expect(await sandbox.effects('ord_9')).toEqual([]);
  });

  it('shows the newest hundred effects without an order', async () => {
    const sandbox = await startSandbox();
    expect(await sandbox.effects()).toEqual([]);
    for (let number = 0; number < 1_105; number++) await sandbox.authorize({ orderId: `ord_${number}` });
    const effects = await sandbox.effects();
    expect(effects.map(({ orderId }) => orderId)).toEqual(Array.from({ length: 100 }, (_, at) => `ord_${at + 1_005}`));
  });

  it('sums up, and names what happened twice', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized({ orderId: 'ord_1' });
    await sandbox.capture(id);
    await sandbox.ship({ orderId: 'ord_2' });
    await sandbox.ship({ orderId: 'ord_2' }, 'k');
    await sandbox.ship({ orderId: 'ord_2' }, 'k');
    await sandbox.ship({ orderId: 'ord_2' });
    await sandbox.authorize({ orderId: 'ord_3', token: 'tok_decline' });
    expect(await sandbox.summary()).toEqual({
      effects: { authorization: 1, capture: 1, void: 0, shipment: 3 },
      orders: 2,
      replays: 1,
      refusals: 1,
      duplicates: [{ orderId: 'ord_2', kind: 'shipment', count: 3 }],
    });
  });

  it('names a hundred duplicates at most', async () => {
    const sandbox = await startSandbox();
    for (let number = 0; number < 101; number++) {
      await sandbox.authorize({ orderId: `ord_${number}` });
      await sandbox.authorize({ orderId: `ord_${number}` });
    }
    const { duplicates } = await sandbox.summary();
    expect(duplicates).toHaveLength(100);
    expect(duplicates[0]).toEqual({ orderId: 'ord_0', kind: 'authorization', count: 2 });
  });

  it('takes one order id', async () => {
    const sandbox = await startSandbox();
    expect(await sandbox.get('/ledger?orderId=a&orderId=b')).toMatchObject({
      status: 400,
      body: { code: 'parameter_invalid' },
    });
  });
});

it.each(['live', 'ready', 'startup'])('/health/%s answers', async (probe) => {
  const sandbox = await startSandbox();
  expect(await sandbox.get(`/health/${probe}`)).toMatchObject({ status: 200, body: { status: 'ok' } });
});
