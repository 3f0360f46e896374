import { mkdir } from 'node:fs/promises';
import type { Surroundings } from '../benchmark';
import { minutes, number, rounds, type ValuesOf, wholeNumber, wholeNumbers } from '../option';
import { Completions } from './completions';
import { type LightLoad, loadLightly } from './light-load';
import { type Saturation, saturate } from './saturation';
import { Shop } from './shop';

export const wholeOptions = {
  rate: number({ standard: 50, least: 1, most: 10_000, about: 'how many orders a second are a light load' }),
  seconds: number({ standard: 10, least: 1, most: 3_600, about: 'how long it lasts in a round' }),
  processors: wholeNumbers({
    standard: [1, 2, 4],
    least: 1,
    most: 16,
    about: 'how many processors empty a full queue',
  }),
  orders: wholeNumber({ standard: 4_000, least: 100, most: 1_000_000, about: 'how many orders wait in it' }),
  rounds: rounds(3, 'how often all of that is measured'),
  minutes: minutes(15),
};

export type WholeOptions = ValuesOf<typeof wholeOptions>;

export interface WholeRound {
  light: LightLoad;
  /** In the order of the option `processors`. */
  saturations: Saturation[];
}

export interface WholeResult {
  redisVersion: string;
  rounds: WholeRound[];
}

/** Lets orders go all their way, few of them and as many as there can be. */
export async function whole(options: WholeOptions, { folder, say, signal }: Surroundings): Promise<WholeResult> {
  const { rate: perSecond, seconds, processors, orders } = options;
  await mkdir(folder, { recursive: true });
  const shop = await Shop.start(folder);
  let firstNumber = 0;
  const numbers = (): number => (firstNumber += 10_000_000);
  const lightly = async (): Promise<LightLoad> => {
    const completions = await Completions.watch(shop.redis.url);
    try {
      return await loadLightly(shop, completions, { perSecond, seconds, firstNumber: numbers() });
    } finally {
      await completions.close();
    }
  };
  try {
    const results: WholeRound[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      const light = await lightly();
      const saturations: Saturation[] = [];
      // To and fro, so that none is always the first.
      for (const count of round % 2 === 0 ? processors.toReversed() : processors) {
        signal.throwIfAborted();
        saturations[processors.indexOf(count)] = await saturate(shop, count, {
          orders,
          firstNumber: numbers(),
          signal,
        });
      }
      results.push({ light, saturations });
      say(`Round ${round} of ${options.rounds}`);
    }
    return { redisVersion: await shop.redis.meter.version(), rounds: results };
  } finally {
    await shop.stop();
  }
}
