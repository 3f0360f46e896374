import { cpus } from 'node:os';

/** How long the processors of this machine have been busy, and how long they have been there, in milliseconds. */
interface MachineTime {
  busy: number;
  total: number;
}

export function machineTime(): MachineTime {
  const time = { busy: 0, total: 0 };
  for (const { times } of cpus()) {
    const all = Object.values(times).reduce((sum, one) => sum + one, 0);
    time.busy += all - times.idle;
    time.total += all;
  }
  return time;
}

/** The part of the machine's time since then that something ran. */
export function busySince(before: MachineTime): number {
  const now = machineTime();
  return (now.busy - before.busy) / (now.total - before.total);
}
