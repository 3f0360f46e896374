import type { HttpClient } from '@ofs/testing';

/** What a service has taken, as it tells itself. */
interface ServiceReading {
  /** In user and in kernel mode, in microseconds. */
  cpuUs: number;
  residentBytes: number;
}

export async function readMetrics(http: HttpClient): Promise<ServiceReading> {
  const { text } = await http.get('/metrics');
  const sample = (name: string): number => Number(new RegExp(`^${name} (.*)`, 'm').exec(text)?.[1]);
  return {
    cpuUs: 1e6 * sample('process_cpu_seconds_total'),
    residentBytes: sample('process_resident_memory_bytes'),
  };
}
