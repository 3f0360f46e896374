import { Scene } from '../../test/scene';

it('finds nothing where all is well', () => {
  expect(new Scene().breached()).toEqual([]);
});
