import { RedisServer } from '@ofs/embedded-redis';
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
    const servers = await Promise.all(
      Array.from({ length: SERVERS }, (_, index) =>
        RedisServer.start({
          dir: join(dir, String(index)),
          // Sooner noticed is sooner over: a server that was killed in a test is back within a second.
          args: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...args],
          tethered: true,
        }),
      ),
    );
    const nodes = servers.map(({ url }) => new Redis(url));
    try {
      await joinTogether(nodes, servers);
    } finally {
      for (const node of nodes) node.disconnect();
    }
    return new RedisCluster(servers);
  }

  /** The server whose slots this key is in. */
  async serverOf(key: string): Promise<RedisServer> {
    const node = new Redis(this.servers[0]!.url);
    const slot = await node.cluster('KEYSLOT', key);
    node.disconnect();
    return this.servers[Math.floor(slot / SHARE)]!;
  }
}

async function joinTogether(nodes: readonly Redis[], servers: readonly RedisServer[]): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    const [first, last] = [index * SHARE, Math.min((index + 1) * SHARE, SLOTS) - 1];
    await node.cluster('ADDSLOTSRANGE', first, last);
    // An epoch of its own for each, or they would have to settle whose slots are whose.
    await node.cluster('SET-CONFIG-EPOCH', index + 1);
  }
  for (const { port } of servers.slice(1)) await nodes[0]!.cluster('MEET', '127.0.0.1', port);
  await eventually(async () => {
    const infos = await Promise.all(nodes.map((node) => node.cluster('INFO')));
    for (const info of infos) {
      expect(info).toContain('cluster_state:ok');
      expect(info).toContain(`cluster_known_nodes:${SERVERS}`);
    }
  });
}
