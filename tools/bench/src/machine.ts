import { cpus, totalmem } from 'node:os';

/** What a figure was measured on. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  node: string;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

export function textOfMachine({ processor, cores, memoryGb, node }: Machine, redisVersion: string): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB; Node ${node}; Redis ${redisVersion}`;
}
