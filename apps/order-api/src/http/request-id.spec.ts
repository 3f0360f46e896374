import { useRedis } from '@ofs/testing';
import { useApi } from '../../test/api';

const api = useApi(useRedis());
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function idOf(path: string, headers: Record<string, string> = {}): Promise<string | null> {
  return (await api.get(path, headers)).headers.get('X-Request-Id');
}

it.each(['abc', '8e03978e-40d5-43dd-bc93-6894a57f9324', 'Root=1-67891233-abcdef', 'a/b+c=:@._', 'x'.repeat(128)])(
  'is the one that the client sends: %.40s',
  async (id) => expect(await idOf('/v1/orders', { 'X-Request-Id': id })).toBe(id),
);

it.each(['', 'a b', 'a"b', 'a,b', 'é', '<script>', 'x'.repeat(129)])(
  'is a new one where the client sends none that may be repeated: %.40s',
  async (id) => expect(await idOf('/v1/orders', { 'X-Request-Id': id })).toMatch(UUID),
);

it.each(['/v1/orders', '/v1/orders/x', '/nope', '/%', '/health/live', '/metrics'])(
  'is in every answer: %s',
  async (path) => {
    const [one, other] = [await idOf(path), await idOf(path)];
    expect(one).toMatch(UUID);
    expect(other).not.toBe(one);
  },
);

it('is in what is logged of an error', async () => {
  const broken = jest.spyOn(api.stock, 'set').mockRejectedValue(new Error('broken'));
  const headers = { 'Content-Type': 'application/json', 'X-Request-Id': 'one' };
  await api.fetch('/v1/inventory/A', { method: 'PUT', body: '{"onHand":1}', headers });
  await api.bulk('{"sku":"A","onHand":1}\n', { 'X-Request-Id': 'many' }, '/v1/inventory/bulk');
  broken.mockRestore();
  expect(api.takeFaults()).toMatchObject([
    { requestId: 'one', code: 'internal-error' },
    { requestId: 'many', code: 'internal-error', line: 1 },
  ]);
});
