import { freePort, RedisServer } from '@ofs/embedded-redis';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { eventually } from './eventually';

const SLOTS = 16_384;
const SERVERS = 3;
/** How many slots each server has, the last one fewer. */
const SHARE = Math.ceil(SLOTS / SERVERS);

/** A real Redis Cluster of three masters on 127.0.0.1, without replicas. */
export class RedisCluster {
  private constructor(readonly servers: readonly RedisServer[]) {}

  /** Starts the servers, shares the hash slots out among them, and waits until all agree. */
  static async start(dir: string, args: string[] = []): Promise<RedisCluster> {
    // Ports of their own for what the servers say to each other: the usual ones, 10,000 higher, may be anybody's.
    const busPorts = await Promise.all(Array.from({ length: SERVERS }, () => freePort()));
    const servers = await Promise.all(
      busPorts.map((busPort, index) =>
        RedisServer.start({
          dir: join(dir, String(index)),
          // Sooner noticed is sooner over: a server that was killed in a test is back within a second.
          args: [...clusterArguments(busPort), '--cluster-node-timeout', '2000', ...args],
          tethered: true,
        }),
      ),
    );
    await withNodes(servers, async (nodes) => {
      await joinTogether(nodes, servers, busPorts);
      await agreement(nodes);
    });
    return new RedisCluster(servers);
  }

  /** Resolves when all servers take the cluster for whole: one that was away is back for a while before the others notice. */
  agrees(): Promise<void> {
    return withNodes(this.servers, agreement);
  }

  /** The server whose slots this key is in. */
  async serverOf(key: string): Promise<RedisServer> {
    const node = new Redis(this.servers[0]!.url);
    const slot = await node.cluster('KEYSLOT', key);
    node.disconnect();
    return this.servers[Math.floor(slot / SHARE)]!;
  }
}

async function withNodes(servers: readonly RedisServer[], act: (nodes: Redis[]) => Promise<void>): Promise<void> {
  const nodes = servers.map(({ url }) => new Redis(url));
  try {
    await act(nodes);
  } finally {
    for (const node of nodes) node.disconnect();
  }
}

function clusterArguments(busPort: number): string[] {
  return ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
}

async function joinTogether(
  nodes: readonly Redis[],
  servers: readonly RedisServer[],
  busPorts: readonly number[],
): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    const [first, last] = [index * SHARE, Math.min((index + 1) * SHARE, SLOTS) - 1];
    await node.cluster('ADDSLOTSRANGE', first, last);
    // An epoch of its own for each, or they would have to settle whose slots are whose.
    await node.cluster('SET-CONFIG-EPOCH', index + 1);
  }
  for (const [index, { port }] of servers.entries()) {
    if (index > 0) await nodes[0]!.call('CLUSTER', 'MEET', '127.0.0.1', port, busPorts[index]!);
  }
}

async function agreement(nodes: readonly Redis[]): Promise<void> {
  await eventually(async () => {
    const infos = await Promise.all(nodes.map((node) => node.cluster('INFO')));
    for (const info of infos) {
      expect(info).toContain('cluster_state:ok');
      expect(info).toContain(`cluster_known_nodes:${SERVERS}`);
    }
  });
}
