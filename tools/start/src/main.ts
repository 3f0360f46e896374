import { stopRequests } from '@ofs/embedded-redis';
import { existsSync } from 'node:fs';
import { environmentOf, launchPlan, portFaults } from './launch-plan';
import { LogPrinter } from './log-printer';
import { settingFaults } from './settings-check';
import { redisFaults, System } from './system';
import { welcome } from './welcome';

/** For Redis, or an installation, to end after a second Ctrl-C. */
const FORCE_MS = 3_000;

void start().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);

/**
 * Everything up in one terminal, until Ctrl-C.
 * @returns the exit code
 */
async function start(): Promise<number> {
  const requests = stopRequests();
  // A closed terminal takes no log any more; the services have to be stopped in order all the same.
  process.stdout.on('error', () => undefined);
  if (existsSync('.env')) process.loadEnvFile('.env');
  const plan = launchPlan(process.env);
  const env = environmentOf(plan, process.env);
  const faults = [...(await settingFaults(plan, env)), ...(await portFaults(plan)), ...(await redisFaults(plan))];
  if (faults.length > 0) throw new Error(faults.join('\n'));

  const printer = new LogPrinter((text) => process.stdout.write(text), process.stdout.isTTY === true);
  const system = new System({
    plan,
    env,
    onLine: (service, line) => printer.print(service, line),
    say,
  });
  void requests.again.then(() => force(system));
  try {
    return await run(system, requests.first, () => welcome(plan.services.at(-1)!.port, performance.now()));
  } finally {
    await system.stop();
  }
}

async function run(system: System, stopped: Promise<void>, welcomeText: () => string): Promise<number> {
  const stop = stopped.then(() => 'stop' as const);
  const up = system.start().then(() => 'up' as const);
  const first = await Promise.race([up, stop, system.crashed]);
  if (first === 'up') process.stdout.write(welcomeText());
  const end = first === 'up' ? await Promise.race([stop, system.crashed]) : first;
  if (end === 'stop') return 0;
  say(`${end}; stopping the rest`);
  return 1;
}

function force(system: System): void {
  system.force();
  setTimeout(() => process.exit(1), FORCE_MS);
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
