import { newOrderId, ORDER_ACCEPTED } from '@ofs/contracts';
import { type Failure, NO_WRITES, RedisUnavailableError } from '@ofs/redis-queue';
import { useWorkshop, type Workshop } from '../../test/fulfilment-kit';
import type { ProviderDouble } from '../../test/provider-double';
import { AttemptRecorder } from './attempt-recorder.service';

const GIVEN_UP = { outcome: 'dead-letter', reason: 'attempts-exhausted' } as const;

let providers: ProviderDouble;
let shop: Workshop;
useWorkshop((opened) => ({ shop, gateway: providers } = opened));

it('notes an attempt that failed, and when the next one is', async () => {
  const id = await shop.place();
  await shop.note(id, new Error('no'), { outcome: 'retry', delayMs: 700 });
  expect((await shop.reader.timeline(id)).at(-1)).toMatchObject({
    type: 'attempt.failed',
    to: 'accepted',
    attempt: 1,
    detail: { error: 'no', retryInMs: 700 },
  });
});

it('has an order fail with its last attempt, and says why and where its message is', async () => {
  const id = await shop.place();
  await shop.note(id, new Error('no'), GIVEN_UP);
  expect(await shop.reader.get(id)).toMatchObject({
    status: 'failed',
    failedFrom: 'accepted',
    failure: { code: 'fulfilment-failed', detail: 'no' },
    deadLetterId: 'letter',
  });
  expect((await shop.reader.timeline(id)).at(-1)).toMatchObject({
    type: 'order.failed',
    detail: { reason: 'attempts-exhausted', error: 'no' },
  });
});

it('says so where it is a provider that has refused', async () => {
  providers.refuses.add('capture');
  const id = await shop.place();
  await shop.note(id, await shop.attempt(id), { outcome: 'dead-letter', reason: 'unrecoverable' });
  expect((await shop.reader.get(id)).failure).toMatchObject({ code: 'payment-refused' });
});

it('has nothing to write of an order that is not there', async () => {
  const message = { type: ORDER_ACCEPTED, subject: newOrderId(0), attempt: 1 } as Failure['message'];
  const failure = { message, error: new Error('no'), outcome: GIVEN_UP };
  await expect(new AttemptRecorder(shop.reader).writesFor(failure)).resolves.toEqual(NO_WRITES);
});

it('does not take an order for missing that cannot be read now: it would never be told that it has failed', async () => {
  const id = await shop.place();
  await shop.connections.onApplicationShutdown();
  await expect(shop.note(id, new Error('no'), GIVEN_UP)).rejects.toThrow(RedisUnavailableError);
});
