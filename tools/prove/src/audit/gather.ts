import type { ClientLedger } from '../load/client-ledger';
import type { HttpClient } from '@ofs/testing';
import type { Operator } from '../load/operator';
import type { System } from '../system/system';
import { listDeadLetters, listOrders, readOrders } from './api-evidence';
import type { Evidence } from './evidence';
import { readRedis } from './redis-evidence';
import { readJournal } from './sandbox-evidence';

interface Witnesses {
  system: System;
  http: HttpClient;
  ledger: ClientLedger;
  operator: Operator;
  settled: boolean;
  incidents: readonly string[];
}

/** Asks everyone who knows something, while all of them are up and nothing changes any more. */
export async function gather({ system, http, ledger, operator, settled, incidents }: Witnesses): Promise<Evidence> {
  const stored = await readRedis(system.redis.url);
  const told = ledger.asked.flatMap(({ answers }) => answers.flatMap(({ id }) => id ?? []));
  return {
    asked: ledger.asked,
    cancels: operator.cancels,
    stored,
    shown: await readOrders(http, new Set([...stored.orders.keys(), ...told])),
    listed: await listOrders(http),
    listedLetters: await listDeadLetters(http),
    effects: await readJournal(system.journal),
    settled,
    incidents,
  };
}
