import { startSandbox } from '../test/sandbox';

describe('idempotency', () => {
  it.each([
    ['/payments/authorizations', {}],
    ['/payments/authorizations/auth_1/capture', { amount: 1 }],
    ['/payments/authorizations/auth_1/void', {}],
    ['/shipments', {}],
  ])('needs a key for %s', async (path, body) => {
    const sandbox = await startSandbox();
    const missing = { status: 400, body: { code: 'idempotency_key_missing' } };
    expect(await sandbox.post(path, body)).toMatchObject(missing);
    expect(await sandbox.post(path, body, '')).toMatchObject(missing);
    expect(await sandbox.post(path, body, 'k'.repeat(256))).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_invalid' },
    });
  });

  it('gives every operation its first answer again, without a new effect', async () => {
    const sandbox = await startSandbox();
    const captured = await sandbox.authorized();
    const voided = await sandbox.authorized();
    const operations = [
      () => sandbox.authorize({}, 'authorize'),
      () => sandbox.capture(captured, 'capture'),
      () => sandbox.void(voided, 'void'),
      () => sandbox.ship({}, 'ship'),
    ];
    for (const operation of operations) {
      const first = await operation();
      const second = await operation();
      expect(first).toMatchObject({ status: 201, replayed: false });
      expect(second).toMatchObject({ status: 201, replayed: true, body: first.body });
    }
    expect(await sandbox.summary()).toMatchObject({
      effects: { authorization: 3, capture: 1, void: 1, shipment: 1 },
      replays: 4,
    });
  });

  it('takes a body with its members in another order as the same', async () => {
    const sandbox = await startSandbox();
    await sandbox.authorize({}, 'k');
    const text = '{ "token": "tok_ok", "currency": "GBP", "amount": 1999, "orderId": "ord_1" }';
    expect(await sandbox.send('/payments/authorizations', text, 'k')).toMatchObject({ status: 201, replayed: true });
  });

  it('refuses a key that was used for another body, operation or authorization', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized();
    const other = await sandbox.authorized();
    const reused = { status: 422, body: { code: 'idempotency_key_reused' }, replayed: false };
    await sandbox.authorize({}, 'a');
    await sandbox.authorize({ token: 'tok_decline' }, 'd');
    await sandbox.capture(id, 'c');

    expect(await sandbox.authorize({ amount: 1 }, 'a')).toMatchObject(reused);
    expect(await sandbox.authorize({}, 'd')).toMatchObject(reused);
    expect(await sandbox.ship({}, 'a')).toMatchObject(reused);
    expect(await sandbox.capture(other, 'c')).toMatchObject(reused);
    expect(await sandbox.capture(id, 'c', 1)).toMatchObject(reused);
    expect(await sandbox.capture(id, 'c')).toMatchObject({ status: 201, replayed: true });
  });

  it('remembers a refusal for a closed authorization', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized();
    await sandbox.void(id);
    expect(await sandbox.capture(id, 'k')).toMatchObject({ status: 409, replayed: false });
    expect(await sandbox.capture(id, 'k')).toMatchObject({ status: 409, replayed: true });
  });

  it('makes one effect of many requests at the same time', async () => {
    const sandbox = await startSandbox();
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => sandbox.authorize({ token: 'tok_slow_5' }, 'k')),
    );
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await sandbox.effects('ord_1')).toMatchObject([{ key: 'k', requests: 25 }]);
    expect(await sandbox.summary()).toMatchObject({ effects: { authorization: 1 }, replays: 24, duplicates: [] });
  });
});
