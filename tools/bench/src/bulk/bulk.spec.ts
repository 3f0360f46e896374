import { inTemporaryFolder } from '../../test/surroundings';
import { bulk } from './bulk';

const surroundings = inTemporaryFolder();

it('sends a real upload, and samples the memory meanwhile', async () => {
  const result = await bulk({ orders: 1_000, growth: 32, minutes: 1 }, surroundings());
  expect(result.ordersPerSecond).toBeGreaterThan(0);
  expect(result.parts).toHaveLength(10);
  expect(result.resident[0]).toBeGreaterThan(10_000_000);
});
