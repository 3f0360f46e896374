import { aShipment, startSandbox } from '../test/sandbox';

describe('the carrier', () => {
  it('ships', async () => {
    const sandbox = await startSandbox();
    const { status, body } = await sandbox.ship();
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^shp_\w+$/) as string,
      carrier: 'sandbox-post',
      trackingNumber: expect.stringMatching(/^SP[0-9A-F]+$/) as string,
    });
  });

  it('ships 1,500 lines in a body of more than a megabyte', async () => {
    const sandbox = await startSandbox();
    const lines = Array.from({ length: 1_500 }, () => ({ sku: '語'.repeat(250), quantity: 1 }));
    expect(JSON.stringify(lines).length).toBeGreaterThan(400_000);
    expect(await sandbox.ship({ lines })).toMatchObject({ status: 201 });
  });

  it('refuses a body of more than 2 MiB', async () => {
    const sandbox = await startSandbox();
    const { status, body } = await sandbox.ship({ orderId: 'x'.repeat(2 * 1024 * 1024) });
    expect({ status, body }).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('refuses INVALID for good', async () => {
    const sandbox = await startSandbox();
    const refused = { status: 422, body: { code: 'address_invalid' } };
    expect(await sandbox.shipTo('invalid', 'k')).toMatchObject({ ...refused, replayed: false });
    expect(await sandbox.shipTo('invalid', 'k')).toMatchObject({ ...refused, replayed: true });
  });

  it('fails FLAKY 2 twice', async () => {
    const sandbox = await startSandbox();
    expect(await sandbox.shipTo('FLAKY 2', 'k')).toMatchObject({ status: 503 });
    expect(await sandbox.shipTo('FLAKY 2', 'k')).toMatchObject({ status: 503 });
    expect(await sandbox.shipTo('FLAKY 2', 'k')).toMatchObject({ status: 201, replayed: false });
  });

  it('ships TIMEOUT and says nothing the first time', async () => {
    const sandbox = await startSandbox({ sandboxHoldMs: 10 });
    await expect(sandbox.shipTo('TIMEOUT', 'k')).rejects.toThrow('fetch failed');
    const first = await sandbox.shipTo('TIMEOUT', 'k');
    expect(first).toMatchObject({ status: 201, replayed: true });
    expect((await sandbox.shipTo('TIMEOUT', 'k')).body).toEqual(first.body);
    expect((await sandbox.summary()).effects.shipment).toBe(1);
  });

  it('answers SLOW 30 after 30 ms', async () => {
    const sandbox = await startSandbox();
    const from = performance.now();
    expect(await sandbox.shipTo('slow 30')).toMatchObject({ status: 201 });
    expect(performance.now() - from).toBeGreaterThan(25);
  });

  it.each([
    ['orderId', { orderId: '' }],
    ['address', { address: undefined }],
    ['address', { address: 'London' }],
    ['address.postalCode', { address: { ...aShipment().address, postalCode: 7 } }],
    ['address.country', { address: { ...aShipment().address, country: 'gb' } }],
    ['address.planet', { address: { ...aShipment().address, planet: 'Mars' } }],
    ['lines', { lines: [] }],
    ['lines', { lines: {} }],
    ['lines', { lines: Array.from({ length: 1_501 }, () => ({ sku: 'a', quantity: 1 })) }],
    ['lines.1.quantity', { lines: [aShipment().lines[0], { sku: 'a', quantity: 0 }] }],
    ['lines.0.sku', { lines: [{ quantity: 1 }] }],
  ])('tells what is wrong: %s', async (field, fields) => {
    const sandbox = await startSandbox();
    const { status, body } = await sandbox.ship(fields);
    expect(status).toBe(400);
    expect(body).toEqual({ code: 'parameter_invalid', message: expect.stringMatching(`^${field} `) as string });
  });

  it('tells a few of many faults', async () => {
    const sandbox = await startSandbox();
    const lines = Array.from({ length: 1_500 }, () => ({ sku: 'a', quantity: 0 }));
    const { body } = await sandbox.ship({ lines });
    expect(body['message']).toMatch(/^lines\.0\.quantity .*; lines\.4\.quantity .*; 1495 more$/);
  });
});
