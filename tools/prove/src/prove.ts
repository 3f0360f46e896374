import { inWorkspace } from '@ofs/testing';
import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { commandOf, type ProveOptions } from './options';
import { reportOf, writeReport } from './report';
import { textOf } from './report-text';
import { run } from './run';
import { faultyScenario, outageScenario } from './scenario';
import { type Sabotage, type SabotageName, sabotageNames, sabotages } from './sabotage/sabotages';

export type Say = (sentence: string) => void;

/** Runs what the options ask for. Resolves to whether it proved what it should. */
export async function prove(options: ProveOptions, say: Say): Promise<boolean> {
  const { sabotage } = options;
  if (sabotage === undefined) return (await runOnce(options, say)).length === 0;
  const caught: boolean[] = [];
  for (const name of sabotage === 'all' ? sabotageNames : [sabotage]) {
    caught.push(await isCaught(name, { ...options, sabotage: name }, say));
  }
  say(`${caught.filter((each) => each).length} of ${caught.length} sabotages caught`);
  return caught.every((each) => each);
}

async function isCaught(name: SabotageName, options: ProveOptions, say: Say): Promise<boolean> {
  const sabotage: Sabotage = sabotages[name];
  say(`Sabotage ${name}: ${sabotage.what}`);
  const breached = await runOnce(options, say, sabotage);
  const by = sabotage.caughtBy.filter((check) => breached.includes(check));
  say(by.length > 0 ? `CAUGHT by ${by.join(', ')}: ${name}\n` : `NOT CAUGHT: ${name}\n`);
  return by.length > 0;
}

/** Resolves to the names of the checks that were breached. */
async function runOnce(options: ProveOptions, say: Say, sabotage?: Sabotage): Promise<string[]> {
  const { seed, orders, consumers, minutes, outage } = options;
  const command = commandOf(options);
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-seed-${seed}`;
  const folder = inWorkspace('reports/prove', name);
  const trouble = outage === undefined ? 'of faults' : `with the providers down for ${outage} seconds of them`;
  say(`${orders} orders, ${consumers} consumers, ${minutes} minutes ${trouble}, seed ${seed}`);
  const scenario =
    outage === undefined
      ? faultyScenario({ ...options, faultKinds: sabotage?.faults })
      : outageScenario(options, outage);
  const result = await run(scenario, { seed, orders, consumers, minutes, sabotage, folder, say });
  const report = reportOf(result, { command, seed });
  const file = `${folder}.json`;
  await writeReport(report, file);
  say(`\n${textOf(report)}\n`);
  say(`Report: ${relative(process.cwd(), file)}`);
  // What a sabotage leaves behind is of no interest.
  if (!report.breached || sabotage !== undefined) await rm(folder, { recursive: true, force: true });
  else say(`Evidence (client ledger, logs, journal, Redis' data): ${relative(process.cwd(), folder)}`);
  if (sabotage === undefined) say(report.breached ? 'BREACHED' : 'All promises held');
  say(`Again: ${command}`);
  return report.checks.filter(({ breaches }) => breaches > 0).map((check) => check.name);
}
