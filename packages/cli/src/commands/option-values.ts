/** Values of options, read from their text. */
import { InvalidArgumentError } from 'commander';

/** Collects the values of an option that may be repeated. */
export const repeated = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

/** Names with commas in between. */
export const commaList = (text: string): string[] => {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new InvalidArgumentError('names with commas in between are needed, as in one,two');
  return names;
};

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A duration such as `30s`, `90m`, `12h` or `30d`, in seconds. */
export const durationSeconds = (text: string): number => {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError('a duration is a number with s, m, h or d, as in 30d');
  return Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds];
};

/** Such a duration as it was written, for a server that reads it itself. */
export const duration = (text: string): string => {
  durationSeconds(text);
  return text;
};

/** A whole number from `min` to `max`. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is needed`);
    return value;
  };

/** How many requests in a second: a number from 0.01 to 10,000. */
export const requestRate = (text: string): number => {
  const rate = Number(text);
  if (!/^[0-9]{1,5}(?:\.[0-9]{1,2})?$/.test(text) || rate < 0.01 || rate > 10_000)
    throw new InvalidArgumentError('a number from 0.01 to 10000 is needed, as in 5');
  return rate;
};

/** The SHA-256 of a key. */
export const keySha256 = (text: string): string => {
  if (!/^[0-9a-fA-F]{64}$/.test(text))
    throw new InvalidArgumentError('a SHA-256 in 64 hexadecimal digits is needed');
  return text;
};
