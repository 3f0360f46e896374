import { aMachine } from '../../test/machine';
import { bulkFindings, bulkGoals } from './report';

const options = { orders: 200_000, growth: 32, minutes: 1 };

function megabytes(...values: number[]): { resident: number[] } {
  return { resident: values.map((value) => value * 1_000_000) };
}

it('judges what the API has more at the end than when its heap had the size it works with', () => {
  expect(bulkGoals(megabytes(100, 200, 210, 190, 220), options)).toMatchObject([{ measured: 20, holds: true }]);
  expect(bulkGoals(megabytes(100, 200, 210, 220, 233), options)).toMatchObject([{ measured: 33, holds: false }]);
});

it('needs but one sample', () => {
  expect(bulkGoals(megabytes(100), options)).toMatchObject([{ measured: 0, holds: true }]);
});

it('tells how fast the parts of the upload were', () => {
  const result = {
    redisVersion: '7.0.15',
    ordersPerSecond: 5_000,
    parts: [4_000, 5_000, 6_000],
    apiCpu: 150,
    redisCpu: 40,
  };
  const { text } = bulkFindings({ ...result, ...megabytes(100, 120) }, options, aMachine());
  expect(text).toContain('One upload of 200,000 orders');
  expect(text).toMatch(/^ {2}orders per second, by tenths +5000 \(4000–6000\)$/m);
  expect(text).toMatch(/^ {2}memory of the API, MB +110 \(100–120\)$/m);
});
