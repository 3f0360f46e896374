import { Turns } from './turns';

function deferred() {
  let [resolve, reject] = [(): void => undefined, (_: Error): void => undefined];
  const promise = new Promise<void>((done, fail) => ([resolve, reject] = [done, fail]));
  return { promise, resolve, reject };
}

it('lets one wait for those before it under its name, and for no other', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const first = deferred();
  const a1 = turns.take('a', () => first.promise.then(() => done.push('a1')));
  const a2 = turns.take('a', () => Promise.resolve(done.push('a2')));
  await turns.take('b', () => Promise.resolve(done.push('b1')));
  expect(done).toEqual(['b1']);
  first.resolve();
  await Promise.all([a1, a2]);
  expect(done).toEqual(['b1', 'a1', 'a2']);
});

it('goes on after one that failed, and tells only its own caller', async () => {
  const turns = new Turns();
  const first = deferred();
  const failed = turns.take('a', () => first.promise);
  const next = turns.take('a', () => Promise.resolve('next'));
  first.reject(new Error('broken'));
  await expect(failed).rejects.toThrow('broken');
  await expect(next).resolves.toBe('next');
});

it('remembers nothing of what is over', async () => {
  const turns = new Turns();
  await Promise.all(['a', 'b', 'a'].map((name) => turns.take(name, () => Promise.resolve())));
  expect(turns['latest'].size).toBe(0);
});
