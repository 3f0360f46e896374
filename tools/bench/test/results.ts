import type { Round } from '../src/scale/level';
import type { LevelResult } from '../src/scale/scale';

export function aRound(overrides: Partial<Round> = {}): Round {
  return {
    accept: {
      ordersPerSecond: 4_000,
      p50Ms: 15,
      p99Ms: 30,
      ordersPerCall: 27,
      apiCpu: 200,
      redisCpu: 50,
      script: 40,
    },
    consume: {
      ordersPerSecond: 5_000,
      ordersPerCall: 7,
      consumerCpu: 100,
      redisCpu: 100,
      script: 60,
      redisGrowth: 450,
    },
    resident: { api: 140_000_000, consumer: 120_000_000 },
    ...overrides,
  };
}

export function aLevel(overrides: Partial<LevelResult> = {}): LevelResult {
  return {
    waiting: 0,
    residentBefore: { api: 110_000_000, consumer: 90_000_000 },
    keys: { before: 6_000_000, after: 6_200_000 },
    rounds: [aRound(), aRound(), aRound()],
    ...overrides,
  };
}
