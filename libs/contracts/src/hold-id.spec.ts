import { newHoldId } from './hold-id';

it('is a TypeID, another one each time, and later ones sort after earlier ones', () => {
  const ids = Array.from({ length: 100 }, newHoldId);
  for (const id of ids) expect(id).toMatch(/^hold_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  expect(new Set(ids).size).toBe(100);
  expect([...ids].sort()).toEqual(ids);
});
