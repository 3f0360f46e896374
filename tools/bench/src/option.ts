import { numberFrom, OptionError } from '@ofs/testing';

/** An option of a benchmark: how it is described, and how its value is read. */
export interface Option<T = unknown> {
  /** What stands for its value in the help. */
  placeholder: string;
  about: string;
  /** As it would be typed. */
  standard: string;
  /** @throws OptionError */
  read: (text: string, option: string) => T;
}

export type Options = Record<string, Option>;

export type ValuesOf<O extends Options> = { [name in keyof O]: O[name] extends Option<infer T> ? T : never };

interface Described<T> {
  standard: T;
  least: number;
  most: number;
  about: string;
}

export function number({ standard, about, ...bounds }: Described<number> & { whole?: boolean }): Option<number> {
  return {
    placeholder: 'N',
    about,
    standard: String(standard),
    read: (text, option) => numberFrom(option, text, bounds),
  };
}

export function wholeNumber(described: Described<number>): Option<number> {
  return number({ ...described, whole: true });
}

/** From the least to the highest, each once. */
export function wholeNumbers({ standard, about, ...bounds }: Described<number[]>): Option<number[]> {
  const one = (text: string, option: string) => numberFrom(option, text, { ...bounds, whole: true });
  return {
    placeholder: 'N,N,…',
    about,
    standard: standard.join(','),
    read: (text, option) => [...new Set(text.split(',').map((part) => one(part, option)))].sort((a, b) => a - b),
  };
}

/** The first word is what it is unless another is given. */
export function oneOf<W extends string>(words: readonly W[], about: string): Option<W> {
  return {
    placeholder: words.join('|'),
    about,
    standard: words[0]!,
    read: (text, option) => {
      const word = words.find((known) => known === text);
      if (word === undefined) throw new OptionError(option, `must be ${words.join(' or ')}, not "${text}"`);
      return word;
    },
  };
}

export const rounds = (standard: number, about: string): Option<number> =>
  wholeNumber({ standard, least: 1, most: 1_000, about });

/** After so many it gives up. */
export const minutes = (standard: number): Option<number> =>
  number({ standard, least: 0.1, most: 24 * 60, about: 'how long it may take' });
