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

/** How far the numbers of two batches of orders are apart. No batch has so many, so that no number comes twice. */
const BATCH = 10_000_000;

/** Lets orders go all their way, few of them and as many as there can be. */
export async function whole(options: WholeOptions, { folder, say, signal }: Surroundings): Promise<WholeResult> {
  await mkdir(folder, { recursive: true });
  const shop = await Shop.start(folder);
  let firstNumber = 0;
  const nextBatch = (): number => (firstNumber += BATCH);
  try {
    const rounds: WholeRound[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      signal.throwIfAborted();
      const light = await measureLightLoad(shop, options, nextBatch());
      const saturations: Saturation[] = [];
      const { processors, orders } = options;
      // To and fro, so that none is always the first.
      for (const count of round % 2 === 0 ? processors.toReversed() : processors) {
        signal.throwIfAborted();
        const batch = { orders, firstNumber: nextBatch(), signal };
        saturations[processors.indexOf(count)] = await saturate(shop, count, batch);
      }
      rounds.push({ light, saturations });
      say(`Round ${round} of ${options.rounds}`);
    }
    return { redisVersion: await shop.redis.meter.version(), rounds };
  } finally {
    await shop.stop();
  }
}

async function measureLightLoad(shop: Shop, { rate, seconds }: WholeOptions, firstNumber: number): Promise<LightLoad> {
  const completions = await Completions.watch(shop.redis.url);
  try {
    return await loadLightly(shop, completions, { perSecond: rate, seconds, firstNumber });
  } finally {
    await completions.close();
  }
}
