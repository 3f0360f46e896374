import { inWorkspace } from '@ofs/testing';
import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { commandOf, type ProveOptions } from './options';
import { reportOf, writeReport } from './report';
import { textOf } from './report-text';
import { run } from './run';
import { faultyScenario, outageScenario } from './scenario';
import { type Sabotage, type SabotageName, sabotageNames, sabotages } from './sabotage/sabotages';

type Say = (sentence: string) => void;

/** Runs what the options ask for. Resolves to whether it proved what it should. */
export async function prove(options: ProveOptions, say: Say): Promise<boolean> {
  const { sabotage } = options;
  if (sabotage === undefined) return (await runOnce(options, say)).length === 0;
  const catchers = new Map<SabotageName, string[]>();
  for (const name of sabotage === 'all' ? sabotageNames : [sabotage]) {
    catchers.set(name, await catchersOf(name, { ...options, sabotage: name }, say));
  }
  for (const [name, by] of catchers) say(`  ${name.padEnd(29)}${by.length > 0 ? by.join(', ') : 'NOT CAUGHT'}`);
  const caught = [...catchers.values()].filter((by) => by.length > 0).length;
  say(`${caught} of ${catchers.size} sabotages caught`);
  return caught === catchers.size;
}

/** The checks that are there for the sabotage and have caught it. */
async function catchersOf(name: SabotageName, options: ProveOptions, say: Say): Promise<string[]> {
  const sabotage: Sabotage = sabotages[name];
  say(`Sabotage ${name}: ${sabotage.what}`);
  const breached = await runOnce(options, say, sabotage);
  const by = sabotage.caughtBy.filter((check) => breached.includes(check));
  say(by.length > 0 ? `CAUGHT by ${by.join(', ')}: ${name}\n` : `NOT CAUGHT: ${name}\n`);
  return by;
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
  else say(`Evidence (client ledger, stock, logs, journal, Redis' data): ${relative(process.cwd(), folder)}`);
  if (sabotage === undefined) say(report.breached ? 'BREACHED' : 'All promises held');
  say(`Again: ${command}`);
  return report.checks.filter(({ breaches }) => breaches > 0).map((check) => check.name);
}
