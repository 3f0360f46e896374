import type { ClientLedger } from '../load/client-ledger';
import type { HttpClient } from '@ofs/testing';
import type { HappenedFault } from '../faults/fault-injector';
import type { Operator } from '../load/operator';
import type { Storekeeper } from '../load/storekeeper';
import type { Scenario } from '../scenario';
import type { System } from '../system/system';
import { listDeadLetters, listOrders, readOrders } from './api-evidence';
import type { Evidence, Outage } from './evidence';
import { readRedis } from './redis-evidence';
import { readJournal } from './sandbox-evidence';

interface Witnesses {
  scenario: Scenario;
  system: System;
  http: HttpClient;
  ledger: ClientLedger;
  operator: Operator;
  storekeeper: Storekeeper;
  happened: readonly HappenedFault[];
  waiting: Evidence['waiting'];
  settled: boolean;
  incidents: readonly string[];
}

/** Asks everyone who knows something, while all of them are up and nothing changes any more. */
export async function gather(witnesses: Witnesses): Promise<Evidence> {
  const { scenario, system, http, ledger, operator, storekeeper, waiting, settled, incidents } = witnesses;
  const stored = await readRedis(system.redis.url);
  const told = ledger.asked.flatMap(({ answers }) => answers.flatMap(({ id }) => id ?? []));
  return {
    asked: ledger.asked,
    cancels: operator.cancels,
    counts: storekeeper.counts,
    looks: storekeeper.looks,
    waiting,
    backorderMs: scenario.backorderMs,
    outage: outageOf(witnesses),
    stored,
    shown: await readOrders(http, new Set([...stored.orders.keys(), ...told])),
    listed: await listOrders(http),
    listedLetters: await listDeadLetters(http),
    effects: await readJournal(system.journal),
    settled,
    incidents,
  };
}

function outageOf({ scenario: { attemptsAllowed }, happened }: Witnesses): Outage | undefined {
  const [outage] = happened;
  if (attemptsAllowed === undefined || outage === undefined) return undefined;
  return { ...outage, attemptsAllowed: attemptsAllowed(outage.to - outage.from) };
}
