import type { Machine } from './machine';
import type { Option, Options, ValuesOf } from './option';

export type BenchmarkOptions = Options & { minutes: Option<number> };

export interface Surroundings {
  /** For this run alone. It does not exist yet. */
  folder: string;
  say: (sentence: string) => void;
  /** To end before it is done. */
  signal: AbortSignal;
}

/** What a benchmark found out. */
export interface Findings {
  /** For people. */
  text: string;
  /** All that was measured, for programs. */
  report: object;
  /** Whether everything that is judged holds. */
  holds: boolean;
}

export interface Benchmark<O extends BenchmarkOptions = BenchmarkOptions, Result = unknown> {
  /** What it measures. */
  about: string;
  options: O;
  /** @throws the signal's reason */
  measure(values: ValuesOf<O>, surroundings: Surroundings): Promise<Result>;
  /** What that comes to. */
  findings(result: Result, values: ValuesOf<O>, machine: Machine): Findings;
}
