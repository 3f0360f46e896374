import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { useRedis } from '@ofs/testing';
import { type Answer, expectProblem, useApi } from '../../test/api';
import { exchange, parseAnswer } from '../../test/raw-http';

const api = useApi(useRedis());
const chunk = Buffer.alloc(64 * 1024, 'x');
const chunks = 320;
const bytes = chunk.length * chunks;

/** Sends 20 MB, until there is an answer. */
async function upload(headers: Record<string, string | number>, path = '/v1/orders'): Promise<Answer> {
  const type = { 'Content-Type': 'application/json' };
  const sent = request({ port: api.port, path, method: 'POST', agent: false, headers: { ...type, ...headers } });
  Readable.from(Array<Buffer>(chunks).fill(chunk)).pipe(sent);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  // With the answer there, Node's client sends no more.
  sent.on('error', () => undefined);
  return answerOf(response);
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const body = await text(response);
  const headers = new Headers(response.headers as Record<string, string>);
  return { status: response.statusCode!, headers, text: body, body: JSON.parse(body) as Answer['body'] };
}

describe('20 MB', () => {
  it.each([
    ['with their length', { 'Content-Length': bytes }],
    ['in chunks', {}],
  ])('are refused, and the client that sends on gets to know it: %s', async (_, headers) => {
    expectProblem(await upload(headers), 413, { code: 'body-too-large', instance: '/v1/orders' });
  });

  it.each([
    ['/nope', { 'Content-Length': bytes }, 404],
    ['/v1/queue', { 'Content-Length': bytes }, 405],
    ['/v1/orders', { 'Content-Type': 'image/png' }, 415],
    ['/v1/orders/bulk', { 'Content-Type': 'image/png' }, 415],
    ['/v1/orders/bulk', { 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': 'a,b' }, 400],
  ])('sent to %s with %j are answered with %d', async (path, headers, status) => {
    expect((await upload(headers as Record<string, string>, path)).status).toBe(status);
  });

  it('are refused also when the client reads nothing before it has sent all', async () => {
    const socket = connect(api.port, '127.0.0.1').pause();
    socket.write(
      `POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`,
    );
    for (let i = 0; i < chunks; i++) if (!socket.write(chunk)) await once(socket, 'drain');
    expectProblem(parseAnswer(await text(socket)), 413, { code: 'body-too-large' });
  });

  it('do not hold up the answer: it comes first', async () => {
    const head = `POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: ${bytes}\r\n\r\n`;
    const socket = connect(api.port, '127.0.0.1');
    socket.write(head);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toContain('HTTP/1.1 415');
    socket.destroy();
  });
});

it('a refused request leaves its connection usable', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const refused = async () => {
    const sent = request({ port: api.port, path: '/v1/orders', method: 'PUT', agent }).end('x'.repeat(100_000));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const from = sent.socket!.localPort;
    return { from, status: (await answerOf(response)).status };
  };
  try {
    const [first, second] = [await refused(), await refused()];
    expect(second).toEqual(first);
    expect(first.status).toBe(405);
  } finally {
    agent.destroy();
  }
});

it('a client that goes away in the middle of a body troubles nobody', async () => {
  const socket = connect(api.port, '127.0.0.1');
  socket.write('POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
  await once(socket, 'connect');
  socket.resetAndDestroy();
  expect((await api.get('/health/live')).status).toBe(200);
});

it('a small refusal is not delayed', async () => {
  const started = performance.now();
  const head = 'DELETE /v1/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}';
  expectProblem(await exchange(api.port, head), 405, { code: 'method-not-allowed' });
  expect(performance.now() - started).toBeLessThan(4_000);
});
