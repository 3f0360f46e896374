import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { freePort, inWorkspace } from '@ofs/testing';

/** What `npm start` says when it does not start, and nothing else: nothing was started. */
async function refusal(settings: Record<string, string>): Promise<string> {
  const ports = { ORDER_API_PORT: '', ORDER_PROCESSOR_PORT: '', PROVIDER_SANDBOX_PORT: '', REDIS_PORT: '' };
  for (const variable of Object.keys(ports) as (keyof typeof ports)[]) ports[variable] = String(await freePort());
  const child = spawn(process.execPath, [inWorkspace('dist/tools/start/src/main.js')], {
    cwd: inWorkspace(),
    env: { ...process.env, ...ports, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  expect([output, code]).toEqual(['', 1]);
  return said;
}

it.each([
  [{ PARTITIONS: 'abc' }, 'PARTITIONS must be an integer number, not "abc"\n'],
  [{ REDIS_URL: 'nonsense' }, 'REDIS_URL must be a URL such as redis://127.0.0.1:6379, not "nonsense"\n'],
  [{ ORDER_API_PORT: '99999' }, 'ORDER_API_PORT must be a port between 1 and 65535, not "99999"\n'],
  [
    { SANDBOX_HOLD_MS: 'x', LEASE_MS: '1' },
    'SANDBOX_HOLD_MS must be an integer number, not "x"\nLEASE_MS must not be less than 1000, not "1"\n',
  ],
])('with %j it says what is wrong, each thing once, and starts nothing', async (settings, sentences) => {
  expect(await refusal(settings)).toBe(sentences);
});

it('names the services whose ports are taken', async () => {
  const port = await freePort();
  const squatter = createServer().listen(port, '127.0.0.1');
  try {
    const remedy = 'order-api needs it: end what listens there, or set ORDER_API_PORT to a free one';
    expect(await refusal({ ORDER_API_PORT: String(port) })).toBe(`port ${port} is taken; ${remedy}\n`);
  } finally {
    squatter.close();
  }
});
