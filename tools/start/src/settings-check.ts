import { execFile } from 'node:child_process';
import type { LaunchPlan } from './launch-plan';

/**
 * What is wrong with the settings, a sentence each. The services themselves are asked, which know best, before any of them is
 * started: what the first one to start would say would be lost among what the others log.
 */
export async function settingFaults({ services }: LaunchPlan, env: NodeJS.ProcessEnv): Promise<string[]> {
  const found = await Promise.all(services.map(({ name }) => faultsOf(name, env)));
  // Most settings are those of several services.
  return [...new Set(found.flat())];
}

function faultsOf(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const command = ['--enable-source-maps', `dist/apps/${name}/src/main.js`, '--check-settings'];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, _output, said) =>
      resolve(error?.code === 1 ? said.trimEnd().split('\n') : []),
    );
  });
}
