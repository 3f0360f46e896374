import { readFile } from 'node:fs/promises';

/** Of the kernel's clock, which is what it counts in on every Linux. */
const TICKS_PER_SECOND = 100;

/** What a process has had of the processors, in user and in kernel mode, in microseconds. NaN where there is no /proc to tell. */
export async function cpuUsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The second field is the program's name, in parentheses, and may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (1e6 * (Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN))) / TICKS_PER_SECOND;
}
