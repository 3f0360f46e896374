import { mayMove, type OrderStatus, type TransitionType, transitions } from '@ofs/contracts';
import { ActionNotSupportedError } from '@ofs/order-store';
import { type Death, operator, useWorkshop, type Workshop } from '../../test/fulfilment-kit';
import type { EffectKind, ProviderDouble } from '../../test/provider-double';

/** What every order of the workshop is of. */
const SKU = '85123A';
const QUANTITY = 6;
const ON_HAND = 10;

let providers: ProviderDouble;
let shop: Workshop;
useWorkshop((opened) => ({ shop, gateway: providers } = opened));
beforeEach(() => shop.stock.set(SKU, ON_HAND));

/** What has happened outside, when all is said and done: nobody pays for what never left, and nothing happens twice. */
const effectsOf: Partial<Record<OrderStatus, string[]>> = {
  completed: ['authorize,ship,capture'],
  cancelled: ['', 'authorize,void'],
  rejected: ['', 'authorize,void'],
};

async function expectToHaveEnded(id: string): Promise<OrderStatus> {
  const { status, version, paymentStatus } = await shop.reader.get(id);
  expect(effectsOf[status]).toContain(providers.effects.join());
  if (providers.effects.includes('void')) expect(paymentStatus).toBe('voided');
  const onHand = status === 'completed' ? ON_HAND - QUANTITY : ON_HAND;
  expect(await shop.stock.get(SKU)).toMatchObject({ onHand, reserved: 0 });
  const timeline = await shop.reader.timeline(id);
  expect(timeline.map(({ sequence }) => sequence)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
  for (const [index, { type, from, to }] of timeline.entries()) {
    if (index === 0) continue;
    expect(from).toBe(timeline[index - 1]!.to);
    if (type in transitions)
      expect(mayMove(type as TransitionType, { status: from!, fulfillmentStatus: 'unfulfilled' })).toBe(true);
    else expect(to).toBe(from);
  }
  return status;
}

/** What an operator does after the death; resolves to whether the order was cancelled by it. */
const interventions: Record<string, (id: string) => Promise<boolean>> = {
  nothing: () => Promise.resolve(false),
  cancel: (id) => isDone(() => shop.control.cancel(id, operator)),
  'hold and release': async (id) => {
    await isDone(async () => {
      const { holds } = await shop.control.hold(id, 'odd', operator);
      await shop.deliver(id);
      expect((await shop.reader.get(id)).status).toBe('on_hold');
      await shop.control.release(id, holds[0]!.id, operator);
    });
    return false;
  },
  'hold and cancel': (id) =>
    isDone(async () => {
      await shop.control.hold(id, 'odd', operator);
      await shop.control.cancel(id, operator);
    }),
};

async function isDone(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof ActionNotSupportedError) return false;
    throw error;
  }
}

const deaths: Death[] = [1, 2, 3, 4, 5].flatMap((commit) => [
  { commit, when: 'before' },
  { commit, when: 'after' },
]);
const scenarios: [what: string, refusal: EffectKind | undefined, end: OrderStatus][] = [
  ['everything works', undefined, 'completed'],
  ['the payment is declined', 'authorize', 'rejected'],
  ['nothing can be shipped there', 'ship', 'rejected'],
];

describe.each(scenarios)('where %s', (_what, refusal, end) => {
  beforeEach(() => {
    if (refusal !== undefined) providers.refuses.add(refusal);
  });

  describe.each(Object.keys(interventions))('and an operator does this: %s', (intervention) => {
    it.each(deaths)('a consumer that dies $when commit $commit leaves nothing undone', async (death) => {
      const id = await shop.place();
      await shop.deliver(id, death);
      const isCancelled = await interventions[intervention]!(id);
      await shop.deliver(id);
      await shop.deliver(id);
      expect(await expectToHaveEnded(id)).toBe(isCancelled ? 'cancelled' : end);
    });
  });
});

describe('while an order is undone', () => {
  const beginnings: [from: OrderStatus, death: Death][] = [
    ['accepted', { commit: 1, when: 'before' }],
    ['reserved', { commit: 1, when: 'after' }],
    // The payment was authorised, and nobody wrote that down.
    ['reserved', { commit: 2, when: 'before' }],
    ['authorized', { commit: 2, when: 'after' }],
  ];

  it.each(beginnings.flatMap((beginning) => deaths.slice(0, 6).map((death) => [...beginning, death] as const)))(
    'from %s after %j, a consumer that dies at %j leaves nothing undone',
    async (from, beginning, death) => {
      const id = await shop.place();
      await shop.deliver(id, beginning);
      expect(await shop.control.cancel(id, operator)).toMatchObject({ undoing: { from } });
      await shop.deliver(id, death);
      await shop.deliver(id);
      expect(await expectToHaveEnded(id)).toBe('cancelled');
      expect(providers.effects).toEqual(from === 'accepted' ? [] : ['authorize', 'void']);
    },
  );
});
