import { freePort } from './ports';
import { UnhealthyError, untilStarted } from './healthy';
import { SpawnedProcess } from './spawned-process';

async function outcomeOf(script: string, withinMs: number): Promise<unknown> {
  const child = await SpawnedProcess.spawn('sh', ['-c', script], { tethered: true });
  try {
    return await untilStarted(child, `http://127.0.0.1:${await freePort()}`, withinMs).catch((error: unknown) => error);
  } finally {
    await child.kill();
  }
}

it('a process that ends before it is healthy is not waited for', async () => {
  expect(await outcomeOf('exit 3', 60_000)).toEqual(new UnhealthyError('it ended with code 3'));
});

it('a process that is not healthy in time is waited for no longer', async () => {
  expect(await outcomeOf('exec sleep 60', 100)).toEqual(new UnhealthyError('not healthy after 100 ms'));
});
