import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { exchange } from '../../test/raw-http';

const api = useApi(useRedis());
const start = 'POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

it.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a TLS handshake', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
  ['a NUL in a header', `${start}Idempotency-Key: a\0b\r\nContent-Length: 2\r\n\r\n{}`],
  ['a control character in a header', `${start}Idempotency-Key: a\x01b\r\nContent-Length: 2\r\n\r\n{}`],
  ['two lengths', `${start}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a length that is none', `${start}Content-Length: two\r\n\r\n{}`],
  ['a chunk that is none', `${start}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
])('answers %s with a problem document', async (_, bytes) => {
  expectProblem(await exchange(api.port, bytes), 400, { code: 'bad-request' });
  expect((await api.get('/health/live')).status).toBe(200);
});

it.each([
  ['URL', `GET /v1/orders/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['header', `${start}Idempotency-Key: ${'x'.repeat(20_000)}\r\n\r\n`],
])('answers a %s of 20 kB with 431', async (_, bytes) => {
  expectProblem(await exchange(api.port, bytes), 431, { code: 'headers-too-large' });
});
