import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultyProxy } from './faulty-proxy';

let echo: Server;
let proxy: FaultyProxy;
/** The server's ends of its connections. */
let served: Socket[];
let clients: Socket[];

beforeEach(async () => {
  served = [];
  clients = [];
  echo = createServer((socket) => {
    served.push(socket.on('error', () => undefined));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await FaultyProxy.before((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  await proxy.close();
  for (const end of [...served, ...clients]) end.destroy();
  echo.close();
});

async function connected(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function said(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

it('passes everything both ways', async () => {
  expect(await said(await connected(), 'hello')).toBe('hello');
});

it('passes more than fits into buffers', async () => {
  const socket = await connected();
  let received = 0;
  socket.on('data', (chunk: Buffer) => (received += chunk.length));
  socket.end(Buffer.alloc(5_000_000));
  await once(socket, 'end');
  expect(received).toBe(5_000_000);
});

it('cuts what is connected, with a reset, and lets new connections pass', async () => {
  const socket = await connected();
  await said(socket, 'hello');
  const failed = once(socket, 'error').catch((error: unknown) => [error]);
  proxy.cut();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(await said(await connected(), 'again')).toBe('again');
});

it('cuts also what nobody reads', async () => {
  const socket = await connected();
  await said(socket, 'hello');
  served[0]!.unpipe().pause();
  const failed = once(socket, 'error').catch((error: unknown) => [error]);
  socket.write(Buffer.alloc(20_000_000));
  await once(served[0]!, 'readable');
  proxy.cut();
  expect(await failed).toMatchObject([{ code: expect.stringMatching(/ECONNRESET|EPIPE/) }]);
});

it('delays every byte, each way', async () => {
  const socket = await connected();
  await said(socket, 'hello');
  proxy.delay(50);
  const sentAt = performance.now();
  expect(await said(socket, 'slow')).toBe('slow');
  // Timers may be a millisecond early.
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(98);
});

it('keeps the order of what is sent when the delay ends', async () => {
  const socket = await connected();
  await said(socket, 'hello');
  proxy.delay(50);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write('first ');
  await once(served[0]!, 'data');
  proxy.delay(0);
  socket.end('second');
  await once(socket, 'end');
  expect(text).toBe('first second');
});

it('leaves half-open connections open and silent until it drops them; new ones pass', async () => {
  const silent = await connected();
  await said(silent, 'hello');
  let heard = false;
  silent.on('data', () => (heard = true));
  proxy.halfOpen();
  silent.write('is anybody there?');
  expect(await said(await connected(), 'new')).toBe('new');
  expect(heard).toBe(false);
  expect(silent.destroyed).toBe(false);
  const dropped = once(silent, 'error').catch((error: unknown) => [error]);
  proxy.dropSilent();
  expect(await dropped).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(heard).toBe(false);
});

it('does not tell a half-open client that the server has gone', async () => {
  const silent = await connected();
  await said(silent, 'hello');
  proxy.halfOpen();
  served[0]!.destroy();
  expect(await said(await connected(), 'new')).toBe('new');
  expect(silent.destroyed).toBe(false);
});

it('resets whoever finds nobody listening behind it', async () => {
  echo.close();
  const socket = connect(proxy.port, '127.0.0.1');
  const [error] = (await once(socket, 'error').catch((cause: unknown) => [cause])) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
});
