import { welcome } from './welcome';

it('gives a command with a whole order that a shell takes as it is', () => {
  const text = welcome(8080, 1234);
  const [, body] = /-d '([^']+)'\n/.exec(text) ?? [];
  expect(text).toContain('curl -i -X POST http://localhost:8080/v1/orders');
  expect(JSON.parse(body!)).toMatchObject({ customerId: '17850', currency: 'GBP' });
  expect(text).toContain('http://localhost:8080/docs');
});
