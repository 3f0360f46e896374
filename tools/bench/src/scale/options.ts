import { minutes, number, oneOf, rounds, type ValuesOf, wholeNumber, wholeNumbers } from '../option';
import { fsyncModes } from '../system/bench-redis';

export const scaleOptions = {
  levels: wholeNumbers({ standard: [0, 100_000, 1_000_000], least: 0, most: 20_000_000, about: 'how many wait' }),
  rounds: rounds(18, 'how often each level is measured'),
  orders: wholeNumber({
    standard: 1_500,
    least: 100,
    most: 1_000_000,
    about: 'how many orders are measured in a round',
  }),
  fsync: oneOf(fsyncModes, 'when Redis writes to the disk'),
  tolerance: number({
    standard: 10,
    least: 0,
    most: 1_000,
    about: 'how much more an order may cost at the highest level, in percent',
  }),
  growth: number({
    standard: 32,
    least: 0,
    most: 10_000,
    about: 'how much more memory a process may take there, in MB',
  }),
  minutes: minutes(10),
};

export type ScaleOptions = ValuesOf<typeof scaleOptions>;
