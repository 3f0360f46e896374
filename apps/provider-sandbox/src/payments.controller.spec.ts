import { anAuthorization, startSandbox } from '../test/sandbox';

describe('the payment gateway', () => {
  it('authorizes', async () => {
    const sandbox = await startSandbox();
    const { status, body, replayed } = await sandbox.authorize();
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^auth_\w+$/) as string,
      status: 'authorized',
      amount: 1_999,
      currency: 'GBP',
    });
    expect(replayed).toBe(false);
  });

  it('captures, all or a part', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized();
    const { status, body } = await sandbox.capture(id, 'k', 500);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^cap_\w+$/) as string,
      authorizationId: id,
      status: 'captured',
      amount: 500,
    });
  });

  it.each([undefined, {}])('voids, asked with the body %j', async (empty) => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized();
    const { status, body } = await sandbox.post(`/payments/authorizations/${id}/void`, empty, 'k');
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.stringMatching(/^void_\w+$/) as string, authorizationId: id, status: 'voided' });
  });

  it('refuses to capture more than was authorized', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized();
    expect(await sandbox.capture(id, 'k', 2_000)).toMatchObject({ status: 422, body: { code: 'amount_too_large' } });
    expect(await sandbox.capture(id, 'k2', 1_999)).toMatchObject({ status: 201 });
  });

  it('closes an authorization with its capture or void', async () => {
    const sandbox = await startSandbox();
    const captured = await sandbox.authorized();
    const voided = await sandbox.authorized();
    await sandbox.capture(captured);
    await sandbox.void(voided);

    const closed = { status: 409, body: { code: 'authorization_not_open' } };
    expect(await sandbox.capture(captured)).toMatchObject(closed);
    expect(await sandbox.void(captured)).toMatchObject(closed);
    expect(await sandbox.capture(voided)).toMatchObject(closed);
    expect(await sandbox.void(voided)).toMatchObject(closed);
  });

  it.each(['auth_unknown', 'a%2Fb', 'constructor', 'a'.repeat(2_000)])('knows no authorization %.20s', async (id) => {
    const sandbox = await startSandbox();
    const unknown = { status: 404, body: { code: 'authorization_not_found' } };
    expect(await sandbox.capture(id)).toMatchObject(unknown);
    expect(await sandbox.void(id)).toMatchObject(unknown);
  });
});

describe('scripted authorizations', () => {
  it.each([
    ['tok_decline', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_of_nobody', 'token_unknown'],
  ])('%s is refused, and stays so', async (token, code) => {
    const sandbox = await startSandbox();
    const refused = { status: 402, body: { code, message: expect.any(String) as string } };
    expect(await sandbox.authorize({ token }, 'k')).toMatchObject({ ...refused, replayed: false });
    expect(await sandbox.authorize({ token }, 'k')).toMatchObject({ ...refused, replayed: true });
    expect(await sandbox.summary()).toMatchObject({ effects: { authorization: 0 }, refusals: 1, replays: 1 });
  });

  it('tok_flaky_2 fails the first two requests of each key', async () => {
    const sandbox = await startSandbox();
    for (const key of ['k', 'k2']) {
      const token = 'tok_flaky_2';
      const failed = { status: 503, body: { code: 'service_unavailable' } };
      expect(await sandbox.authorize({ token, orderId: key }, key)).toMatchObject(failed);
      expect(await sandbox.authorize({ token, orderId: key }, key)).toMatchObject(failed);
      expect(await sandbox.authorize({ token, orderId: key }, key)).toMatchObject({ status: 201, replayed: false });
      expect(await sandbox.effects(key)).toMatchObject([{ requests: 3 }]);
    }
  });

  it('tok_rate_limited_1 does so with 429, and says when to come back', async () => {
    const sandbox = await startSandbox();
    const token = 'tok_rate_limited_1';
    const limited = await sandbox.authorize({ token }, 'k');
    expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(limited.headers.get('Retry-After')).toBe('1');
    expect(await sandbox.authorize({ token }, 'k')).toMatchObject({ status: 201 });
  });

  it('tok_timeout_after_charge charges and says nothing the first time', async () => {
    const sandbox = await startSandbox({ sandboxHoldMs: 10 });
    const token = 'tok_timeout_after_charge';
    await expect(sandbox.authorize({ token }, 'k')).rejects.toThrow('fetch failed');
    expect(await sandbox.authorize({ token }, 'k')).toMatchObject({ status: 201, replayed: true });
    expect(await sandbox.effects('ord_1')).toMatchObject([{ kind: 'authorization', key: 'k', requests: 2 }]);
  });

  it('answers a second request while it holds the first', async () => {
    const sandbox = await startSandbox();
    const token = 'tok_timeout_after_charge';
    const both = [sandbox.authorize({ token }, 'k'), sandbox.authorize({ token }, 'k')];
    expect(await Promise.any(both)).toMatchObject({ status: 201, replayed: true });
    await sandbox.stop();
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('tok_slow_30 answers every time after 30 ms', async () => {
    const sandbox = await startSandbox();
    for (const replayed of [false, true]) {
      const from = performance.now();
      expect(await sandbox.authorize({ token: 'tok_slow_30' }, 'k')).toMatchObject({ status: 201, replayed });
      expect(performance.now() - from).toBeGreaterThan(25);
    }
  });

  it('answers slow requests at once when it stops', async () => {
    const sandbox = await startSandbox();
    const slow = sandbox.authorize({ token: 'tok_slow_10000' }, 'k');
    // Its replay is slow as well: that the effect is booked shows in the ledger, not in an answer.
    while ((await sandbox.effects()).length === 0);
    await sandbox.stop();
    expect(await slow).toMatchObject({ status: 201 });
  });
});

describe('scripted captures and voids', () => {
  it('tok_capture_flaky_1 fails the first request of each capture key', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized({ token: 'tok_capture_flaky_1' });
    expect(await sandbox.capture(id, 'k')).toMatchObject({ status: 503 });
    expect(await sandbox.capture(id, 'k2')).toMatchObject({ status: 503 });
    expect(await sandbox.capture(id, 'k')).toMatchObject({ status: 201, replayed: false });
    expect(await sandbox.capture(id, 'k2')).toMatchObject({ status: 409 });
  });

  it('tok_capture_decline refuses the capture, for good', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized({ token: 'tok_capture_decline' });
    const declined = { status: 402, body: { code: 'card_declined' } };
    expect(await sandbox.capture(id, 'k')).toMatchObject(declined);
    expect(await sandbox.capture(id, 'k')).toMatchObject({ ...declined, replayed: true });
  });

  it('tok_void_flaky_1 fails the first request of each void key', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized({ token: 'tok_void_flaky_1' });
    expect(await sandbox.void(id, 'k')).toMatchObject({ status: 503 });
    expect(await sandbox.void(id, 'k')).toMatchObject({ status: 201, replayed: false });
  });

  it('tok_capture_timeout captures and says nothing the first time', async () => {
    const sandbox = await startSandbox({ sandboxHoldMs: 10 });
    const id = await sandbox.authorized({ token: 'tok_capture_timeout' });
    await expect(sandbox.capture(id, 'k')).rejects.toThrow('fetch failed');
    expect(await sandbox.capture(id, 'k')).toMatchObject({ status: 201, replayed: true });
    expect((await sandbox.summary()).effects.capture).toBe(1);
  });
});

describe('what is wrong with a payment request', () => {
  it.each([
    ['orderId', { orderId: undefined }],
    ['orderId', { orderId: 7 }],
    ['amount', { amount: '1999' }],
    ['amount', { amount: 0 }],
    ['amount', { amount: 1.5 }],
    ['amount', { amount: 2 ** 53 }],
    ['currency', { currency: 'QQQ' }],
    ['token', { token: '' }],
    ['token', { token: null }],
    ['colour', { colour: 'red' }],
  ])('is told: %s in %j', async (field, fields) => {
    const sandbox = await startSandbox();
    const { status, body } = await sandbox.authorize(fields);
    expect(status).toBe(400);
    expect(body).toEqual({ code: 'parameter_invalid', message: expect.stringMatching(`^${field} `) as string });
  });

  it.each(['{"orderId":', '', 'null', '[]', '"text"', '{"__proto__": {}}'])('is told: %s', async (text) => {
    const sandbox = await startSandbox();
    for (const path of ['/payments/authorizations', '/payments/authorizations/auth_1/capture', '/shipments']) {
      const { status, body } = await sandbox.send(path, text, 'k');
      expect(status).toBe(400);
      expect(body).toEqual({ code: expect.any(String) as string, message: expect.any(String) as string });
    }
  });

  it('leaves the key free for a better try', async () => {
    const sandbox = await startSandbox();
    await sandbox.authorize({ amount: -1 }, 'k');
    expect(await sandbox.authorize({}, 'k')).toMatchObject({ status: 201, replayed: false });
  });

  it('may be the body of a void', async () => {
    const sandbox = await startSandbox();
    const id = await sandbox.authorized();
    const { status, body } = await sandbox.post(`/payments/authorizations/${id}/void`, { amount: 1 }, 'k');
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'parameter_invalid' } });
    expect((await sandbox.summary()).effects.void).toBe(0);
  });

  it.each(['/payments/authorizations/%ZZ/void', '/%'])('may be its path: %s', async (path) => {
    const sandbox = await startSandbox();
    expect(await sandbox.post(path, {}, 'k')).toMatchObject({ status: 400, body: { code: 'request_malformed' } });
  });

  it('may be that nothing is there', async () => {
    const sandbox = await startSandbox();
    expect(await sandbox.post('/refunds', anAuthorization(), 'k')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });
});
