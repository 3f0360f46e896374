import { inTurns } from './in-turns';

const sides = [{ name: 'a' as const }, { name: 'b' as const }];
const surroundings = () => ({ say: jest.fn(), signal: new AbortController().signal });

it('measures each side in turn, to and fro, and keeps the rounds apart', async () => {
  const turns: string[] = [];
  const measure = ({ name }: { name: 'a' | 'b' }, one: number) => {
    turns.push(`${name}${one}`);
    return Promise.resolve(turns.length);
  };
  expect(await inTurns({ rounds: 2, cases: [1, 2], sides, measure }, surroundings())).toEqual([
    { case: 1, samples: { a: [1, 6], b: [2, 5] } },
    { case: 2, samples: { a: [3, 8], b: [4, 7] } },
  ]);
  expect(turns.join(' ')).toBe('a1 b1 a2 b2 b1 a1 b2 a2');
});

it('ends when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const measure = () => Promise.reject(new Error('not reached'));
  await expect(inTurns({ rounds: 1, cases: [1], sides, measure }, { ...surroundings(), signal })).rejects.toThrow(
    'enough',
  );
});
