import type { CreateOrderDto } from '@ofs/contracts';
import { eventually } from '@ofs/testing';
import { anOrder, useSystem } from '../test/system';

const system = useSystem({ processors: 3 });

/** So many times at once an order is placed and cancelled, and then the next. */
const LANES = 40;
const ORDERS_IN_A_LANE = 10;
/** The version of an order that has completed without a failure: then it is too late. */
const LATEST = 6;
const tokens = ['tok_ok', 'tok_slow_50', 'tok_slow_300', 'tok_flaky_1', 'tok_flaky_3', 'tok_timeout_after_charge'];
const postalCodes = ['N1 9GU', 'N1 9GU', 'SLOW 100', 'FLAKY 1'];

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)]!;
}

function someOrder(): Partial<CreateOrderDto> {
  const shippingAddress = { ...anOrder().shippingAddress, postalCode: pick(postalCodes) };
  return { shippingAddress, payment: { token: pick(tokens) } };
}

/** Resolves when the order has come so far. */
async function untilVersion(id: string, version: number): Promise<void> {
  await eventually(async () => expect((await system().order(id)).version).toBeGreaterThanOrEqual(version));
}

/** Places an order and cancels it somewhere on its way, twice at once; some are held and released before. */
async function placeAndCancel(): Promise<{ id: string; answers: number[] }> {
  const id = await system().place(someOrder());
  const latest = 1 + Math.floor(Math.random() * LATEST);
  if (Math.random() < 0.3) {
    await untilVersion(id, Math.ceil(latest / 2));
    const held = await system().act(id, 'hold', { reason: 'odd' });
    const { holds } = (await held.json()) as { holds?: { id: string }[] };
    if (held.ok && Math.random() < 0.5) await system().act(id, 'release', { holdId: holds![0]!.id });
  } else await untilVersion(id, latest);
  const answers = await Promise.all([system().act(id, 'cancel'), system().act(id, 'cancel')]);
  return { id, answers: answers.map(({ status }) => status) };
}

/** What has happened outside, when all is said and done. */
const effectsOf: Record<string, string[]> = {
  completed: ['authorization,shipment,capture'],
  cancelled: ['', 'authorization,void'],
};

it('between a cancel and each step there is one winner, also when processors die meanwhile', async () => {
  const placed: { id: string; answers: number[] }[] = [];
  const placing = Array.from({ length: LANES }, async () => {
    for (let n = 0; n < ORDERS_IN_A_LANE; n++) placed.push(await placeAndCancel());
  });
  const [first, second] = system().processors;
  for (const [dying, after] of [
    [first, 1 / 4],
    [second, 1 / 2],
  ] as const) {
    await eventually(() => expect(placed.length).toBeGreaterThan(after * LANES * ORDERS_IN_A_LANE));
    await dying!.kill();
    await system().startProcessor();
  }
  await Promise.all(placing);

  const ends = { cancelled: 0, completed: 0 };
  for (const { id, answers } of placed) {
    expect(['202,409', '409,409']).toContain([...answers].sort().join());
    const end = answers.includes(202) ? 'cancelled' : 'completed';
    const { paymentStatus } = await system().untilStatus(id, end);
    const effects = (await system().effects(id)).map(({ kind }) => kind).join();
    expect({ id, end, effects: effectsOf[end]!.includes(effects) ? effectsOf[end] : effects }).toEqual({
      id,
      end,
      effects: effectsOf[end],
    });
    expect(paymentStatus).toBe(end === 'completed' ? 'captured' : effects === '' ? 'none' : 'voided');
    const timeline = await system().timeline(id);
    expect(timeline.map(({ sequence }) => sequence)).toEqual(timeline.map((_, index) => index + 1));
    ends[end] += 1;
  }
  // Otherwise nothing has been raced.
  expect(ends.cancelled).toBeGreaterThan(0);
  expect(ends.completed).toBeGreaterThan(0);

  await eventually(async () => {
    expect(await system().queue()).toMatchObject({ backlog: 0, inFlight: 0, delayed: 0, dead: 0 });
  });
});
