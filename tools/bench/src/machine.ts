import { cpus, loadavg, totalmem } from 'node:os';

/** What a figure was measured on. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  node: string;
  /** How many processes wanted to run in the last minute: what else it has to do makes figures worse, and different. */
  load: number;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: loadavg()[0]!,
  };
}

export function textOfMachine({ processor, cores, memoryGb, node, load }: Machine, redisVersion: string): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB, load ${load.toFixed(1)} before; Node ${node}; Redis ${redisVersion}`;
}
