import { ProblemError } from '@ofs/contracts';
import { anOrder } from '../test/store-kit';
import { asAccepted, type Order } from './order';
import { changedRecord, type Entry, orderFrom, timelineFrom } from './order-record';

const accepted = asAccepted({
  ...anOrder(),
  id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00',
  createdAt: '2025-11-23T03:36:16.460Z',
});
const failure = new ProblemError('fulfilment-failed').toDocument();

/** An order with everything that one can have, all at once. */
const full: Required<Omit<Order, 'intakeHold' | 'metadata'>> = {
  ...(accepted as Required<Order>),
  status: 'failed',
  version: 9,
  paymentStatus: 'authorized',
  fulfillmentStatus: 'requested',
  holds: [{ id: 'hold_1', reason: 'odd' }],
  shipments: [{ carrier: 'post', trackingNumber: 'T1' }],
  failure,
  heldFrom: 'reserved',
  failedFrom: 'authorized',
  backorderedUntil: '2025-11-24T10:00:00.000Z',
  deadLetterId: 'letter',
  undoing: { from: 'authorized', to: 'rejected', failure },
  openRequests: [4, 6],
  authorizationId: 'auth_1',
  updatedAt: '2025-11-23T10:00:00.000Z',
};

const entry: Entry = { type: 'order.failed', to: 'failed', time: full.updatedAt, actor: 'test' };

function textsOf(order: Order, happened = entry): [state: string, entry: string] {
  const { writes } = changedRecord({ ...order, version: order.version - 1 }, order, happened);
  return [writes[0]!.at(-1) as string, writes[1]!.at(-1) as string];
}

it.each([
  ['all that it can have', full],
  ['nothing but its beginning', accepted],
])('forgets nothing of an order with %s', (_what, order) => {
  const { reference, customerId, currency, lines, shippingAddress, payment, totalAmount } = order;
  const body = JSON.stringify({ reference, customerId, currency, lines, shippingAddress, payment, totalAmount });
  const read = orderFrom(order.id, [body, textsOf(order)[0]])!;
  expect(read).toEqual({ ...order, createdAt: read.createdAt });
});

it.each([
  [{}, { attempt: null, detail: null }],
  [{ attempt: 3 }, { attempt: 3, detail: null }],
  [{ detail: { why: 'so' } }, { attempt: null, detail: { why: 'so' } }],
  [
    { attempt: 3, detail: { why: 'so' } },
    { attempt: 3, detail: { why: 'so' } },
  ],
])('forgets nothing of an entry with %j', (more, told) => {
  const [, text] = textsOf(full, { ...entry, ...more });
  expect(timelineFrom([text])).toEqual([{ ...entry, sequence: 1, from: null, ...told }]);
});
