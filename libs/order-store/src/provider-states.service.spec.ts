import { eventually, useRedis } from '@ofs/testing';
import { openStore, type Store } from '../test/store-kit';
import type { ProviderState } from './provider-states.service';

const redis = useRedis();
const [early, late] = ['2026-11-22T21:31:00.000Z', '2026-11-22T21:32:00.000Z'];
const up: ProviderState = { name: 'carrier', state: 'closed', since: late };
const down: ProviderState = { name: 'carrier', state: 'open', since: late };
const gateway: ProviderState = { name: 'payment gateway', state: 'closed', since: early };

let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

it('counts the consumers that find a provider alike, and tells since when the first of them does', async () => {
  await store.providers.tell('one', [gateway, down], 60_000);
  await store.providers.tell('two', [gateway, { ...down, since: early }], 60_000);
  await store.providers.tell('three', [gateway, up], 60_000);
  await store.providers.tell('somebody else', [{ ...gateway, state: 'open' }], 60_000);
  expect(await store.providers.toldBy(['one', 'two', 'three', 'one'])).toEqual([
    { ...gateway, consumers: 3 },
    { ...up, consumers: 1 },
    { ...down, since: early, consumers: 2 },
  ]);
});

it('goes by what a consumer has told last, and only for a while', async () => {
  await store.providers.tell('one', [down], 60_000);
  await store.providers.tell('one', [up], 50);
  await eventually(async () => expect(await store.providers.toldBy(['one'])).toEqual([]));
});

it('knows nothing where nobody consumes', async () => {
  expect(await store.providers.toldBy([])).toEqual([]);
});
