import fs, { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../test/sandbox';

describe('the journal', () => {
  let folder: string;
  let sandboxJournal: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'provider-sandbox-'));
    sandboxJournal = join(folder, 'not/there/yet/journal.ndjson');
  });

  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const linesOf = () => readFileSync(sandboxJournal, 'utf8').trimEnd().split('\n');

  it('holds every effect and refusal as a line, and no replay, failure or mistake', async () => {
    const sandbox = await startSandbox({ sandboxJournal });
    await sandbox.authorize({}, 'k');
    await sandbox.authorize({}, 'k');
    await sandbox.authorize({ token: 'tok_decline' }, 'declined');
    await sandbox.authorize({ token: 'tok_flaky_1' }, 'flaky');
    await sandbox.authorize({ amount: 0 });
    expect(linesOf().map((line) => JSON.parse(line) as object)).toMatchObject([
      { kind: 'authorization', key: 'k' },
      { kind: 'refusal', key: 'declined', refusal: 'card_declined' },
    ]);
  });

  it('lets a restarted sandbox know its keys, authorizations and scripts', async () => {
    const before = await startSandbox({ sandboxJournal });
    const flaky = await before.authorized({ orderId: 'ord_2', token: 'tok_capture_flaky_1' });
    const authorized = await before.authorize({}, 'authorize');
    const captured = await before.capture(authorized.body['id'] as string, 'capture');
    const shipped = await before.ship({}, 'ship');
    await before.authorize({ token: 'tok_decline' }, 'declined');
    const effects = await before.effects();
    await before.stop();

    const after = await startSandbox({ sandboxJournal });
    expect(await after.effects()).toEqual(effects);
    expect(await after.summary()).toMatchObject({
      effects: { authorization: 2, capture: 1, void: 0, shipment: 1 },
      orders: 2,
      refusals: 1,
    });
    expect(await after.authorize({}, 'authorize')).toMatchObject({
      status: 201,
      replayed: true,
      body: authorized.body,
    });
    expect(await after.ship({}, 'ship')).toMatchObject({ status: 201, replayed: true, body: shipped.body });
    expect(await after.authorize({ token: 'tok_decline' }, 'declined')).toMatchObject({ status: 402, replayed: true });
    expect(await after.authorize({ amount: 1 }, 'authorize')).toMatchObject({ status: 422 });
    expect(await after.void(captured.body['authorizationId'] as string)).toMatchObject({ status: 409 });
    expect(await after.capture(flaky, 'k')).toMatchObject({ status: 503 });
    expect(await after.capture(flaky, 'k')).toMatchObject({ status: 201 });
  });

  it('has what a held request did before its client gives up', async () => {
    const crashed = await startSandbox({ sandboxJournal, sandboxHoldMs: 10 });
    await expect(crashed.authorize({ token: 'tok_timeout_after_charge' }, 'k')).rejects.toThrow();
    const after = await startSandbox({ sandboxJournal });
    const retried = await after.authorize({ token: 'tok_timeout_after_charge' }, 'k');
    expect(retried).toMatchObject({ status: 201, replayed: true });
  });

  it.each(['{"kind":"capt', '{"kind":"shipment"\n', '\n'])(
    'loses a torn last line (%j) and nothing else',
    async (torn) => {
      const before = await startSandbox({ sandboxJournal });
      await before.authorize({}, 'k');
      await before.stop();
      const whole = readFileSync(sandboxJournal, 'utf8');
      appendFileSync(sandboxJournal, torn);

      const after = await startSandbox({ sandboxJournal });
      expect(readFileSync(sandboxJournal, 'utf8')).toBe(whole);
      expect(after.warnings).toMatchObject([
        [{ path: sandboxJournal, bytes: torn.length }, expect.any(String), 'Journal'],
      ]);
      expect(await after.authorize({}, 'k')).toMatchObject({ replayed: true });
      await after.ship({}, 'ship');
      await after.stop();

      const again = await startSandbox({ sandboxJournal });
      expect(again.warnings).toEqual([]);
      expect(await again.ship({}, 'ship')).toMatchObject({ replayed: true });
    },
  );

  it('recovers when the very first line is torn', async () => {
    sandboxJournal = join(folder, 'journal');
    writeFileSync(sandboxJournal, '{"ki');
    const sandbox = await startSandbox({ sandboxJournal });
    expect(readFileSync(sandboxJournal, 'utf8')).toBe('');
    expect(sandbox.warnings).toHaveLength(1);
  });

  it.each([
    ['a damaged line', '{"kind":"refu\n{"kind":"refusal","key":"k"}\n', 1],
    ['a line of something else', '{"kind":"refusal","key":"k","refusal":"card_declined"}\n{"a":1}\n', 2],
    ['a file of something else', '{"name":"a settings file without an end of line"}', 1],
    ['a capture of nothing', '{"kind":"capture","key":"k","authorizationId":"auth_1"}\n', 1],
  ])('does not start with %s, and leaves the file alone', async (_, text, line) => {
    sandboxJournal = join(folder, 'journal');
    writeFileSync(sandboxJournal, text);
    await expect(startSandbox({ sandboxJournal })).rejects.toMatchObject({ name: 'JournalError', line });
    expect(readFileSync(sandboxJournal, 'utf8')).toBe(text);
  });

  it('reads lines that end where a chunk does, and those that do not', async () => {
    sandboxJournal = join(folder, 'journal');
    const lineOf = (number: number) =>
      `${JSON.stringify({ kind: 'refusal', key: `k${number}`.padEnd(200, 'é'), refusal: 'card_declined' })}\n`;
    writeFileSync(sandboxJournal, Array.from({ length: 5_000 }, (_, number) => lineOf(number)).join(''));
    const sandbox = await startSandbox({ sandboxJournal });
    expect(sandbox.warnings).toEqual([]);
    expect((await sandbox.summary()).refusals).toBe(5_000);
  });

  it('takes nothing it cannot write, and leaves no half line', async () => {
    const sandbox = await startSandbox({ sandboxJournal });
    await sandbox.ship({}, 'first');
    const write = fs.writeSync;
    jest
      .spyOn(fs, 'writeSync')
      .mockImplementationOnce((fd, line) => write(fd, line as unknown as NodeJS.ArrayBufferView, 0, 10))
      .mockImplementationOnce(() => {
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      });
    expect(await sandbox.authorize({}, 'k')).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(await sandbox.effects()).toHaveLength(1);
    expect(await sandbox.authorize({}, 'k')).toMatchObject({ status: 201, replayed: false });
    expect(linesOf().map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(['first', 'k']);
  });
});
