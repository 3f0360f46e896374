import { casesOf, nameOf } from './cases';

it('are the first body over each number of connections, and the others over that of the goals', () => {
  expect(casesOf([1, 64], 'usual').map(nameOf)).toEqual([
    '1 connection, 3 lines, key',
    '64 connections, 3 lines, key',
    '64 connections, 3 lines',
    '64 connections, 20 lines, key',
    '64 connections, 20 lines',
  ]);
});

it('are all of them where that is asked for', () => {
  expect(casesOf([1, 16, 64, 256], 'every')).toHaveLength(16);
});
