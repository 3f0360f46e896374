import { Program } from './program';

it('tells why a program does not start', async () => {
  await expect(Program.start({ file: 'absent' })).rejects.toThrow(/absent did not start:[^]*Cannot find module/);
});

it('passes on what went wrong in it', async () => {
  const generator = await Program.start({ file: 'accept/generator' });
  try {
    const load = { url: 'http://127.0.0.1:1', connections: 1, lines: 1, keyed: false, seconds: 0.1, leadSeconds: 0 };
    await expect(generator.ask(load)).rejects.toThrow(/accept\/generator failed: .*ECONNREFUSED/);
  } finally {
    await generator.stop();
  }
});
