import type { Redis } from 'ioredis';
import { isRefusal } from './redis-reply';
import type { RedisConnections } from './redis-connections';

/** What keeps an acknowledged write through a crash: on disk before it is confirmed, and never evicted. */
const needed = [
  ['appendonly', 'yes', 'a restart loses every order'],
  ['appendfsync', 'always', 'a power cut loses the last second of orders'],
  ['maxmemory-policy', 'noeviction', 'Redis drops orders when its memory is full'],
] as const;

/** How long the proof that the latest writes are on disk may take, in milliseconds. */
const FSYNC_MS = 1_000;

/** Tells whether this Redis, or each server of this cluster, can keep what it confirms. */
export class DurabilityCheck {
  constructor(private readonly connections: RedisConnections) {}

  /**
   * Resolves to why it cannot, or to undefined when it can.
   * @throws RedisUnavailableError
   */
  fault(): Promise<string | undefined> {
    return this.connections.ask(async () => {
      const { servers } = this.connections;
      if (servers.length === 0) throw new Error('no server of the cluster is known yet');
      const faults = (await Promise.all(servers.map((server) => this.faultsOf(server)))).flat();
      return faults.length === 0 ? undefined : `Redis cannot keep what it confirms: ${[...new Set(faults)].join('; ')}`;
    });
  }

  private async faultsOf(server: Redis): Promise<string[]> {
    const settings = await settingsOf(server);
    if (settings === undefined)
      return ['it does not let its settings be read (CONFIG GET), so nothing can be verified'];
    const faults = needed
      .filter(([name, value]) => settings.get(name) !== value)
      .map(([name, value, consequence]) => `${name} is ${settings.get(name)}, not ${value}: ${consequence}`);
    const info = (await server.info('persistence')) + (await server.info('replication'));
    if (info.includes('aof_last_write_status:err')) faults.push('the last write to the append-only file failed');
    if (info.includes('role:slave')) faults.push('it is a replica, which takes no writes');
    const replicas = Number(/^connected_slaves:(\d+)/m.exec(info)?.[1] ?? 0);
    const { minReplicas = 0 } = this.connections;
    if (replicas < minReplicas)
      faults.push(`it has ${replicas} replicas, not ${minReplicas}: no order could be confirmed`);
    if (faults.length === 0 && !(await isSynced(server)))
      faults.push('its latest writes do not reach its disk in time');
    return faults;
  }
}

async function settingsOf(server: Redis): Promise<Map<string, string> | undefined> {
  try {
    const reply = await server.config('GET', ...needed.map(([name]) => name));
    return new Map(reply.flatMap((name, index) => (index % 2 === 0 ? [[name, reply[index + 1]!]] : [])));
  } catch (error) {
    if (isRefusal(error, /^(NOPERM|ERR unknown command)/i)) return undefined;
    throw error;
  }
}

/** Whether all that this connection has written is on the server's disk. Redis can tell since 7.2; of an older one its settings are the only proof. */
async function isSynced(server: Redis): Promise<boolean> {
  try {
    const [onDisk] = (await server.call('WAITAOF', 1, 0, FSYNC_MS)) as [onDisk: number, onReplicas: number];
    return onDisk === 1;
  } catch (error) {
    if (isRefusal(error, /^(NOPERM|ERR unknown command)/i)) return true;
    throw error;
  }
}
