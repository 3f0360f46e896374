import type { Machine } from '../src/machine';

export function aMachine(overrides: Partial<Machine> = {}): Machine {
  return { processor: 'EPYC', cores: 4, memoryGb: 24, node: 'v20.20.2', load: 0.12, ...overrides };
}
