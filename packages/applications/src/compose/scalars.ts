/** Values of compose files that are one text or number: lengths of time, sizes, counts. */
import { note, type Place } from './place.ts';

/** Texts, and what YAML makes of those that look like something else. */
export const readText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;

/** A boolean, or its name. */
export const readBoolean = (value: unknown, place: Place): boolean | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  note(place, 'must be true or false');
  return undefined;
};

/** An integer in this range, or its digits. */
export const readInteger = (
  value: unknown,
  place: Place,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const text = readText(value) ?? '';
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  note(place, `must be an integer from ${min} to ${max}`);
  return undefined;
};

const bytesPattern = /^(\d{1,15}(?:\.\d{1,6})?)\s?(b|[kmgt]b?)?$/i;
const exponents = { b: 0, k: 1, m: 2, g: 3, t: 4 } as const;

/** A size in bytes: a number, or one with `b`, `k`, `m`, `g` or `t` behind it, which count by 1024. */
export const readBytes = (value: unknown, place: Place): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const [whole, number = '', unit = 'b'] = bytesPattern.exec(readText(value) ?? '') ?? [];
  const letter = unit.charAt(0).toLowerCase() as keyof typeof exponents;
  const bytes = Math.floor(Number(number) * 1024 ** exponents[letter]);
  if (whole !== undefined && Number.isSafeInteger(bytes)) return bytes;
  note(place, 'must be a size such as 512m');
  return undefined;
};

const durationPattern = /^(?:\d{1,9}(?:\.\d{1,9})?(?:us|ms|s|m|h)){1,5}$/;
const nanoseconds = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3_600e9 } as const;
const durationNsMax = 86_400e9;

const sumOf = (text: string): number => {
  let sum = 0;
  for (const [, number = '', unit = 's'] of text.matchAll(/([\d.]+)(us|ms|s|m|h)/g))
    sum += Number(number) * nanoseconds[unit as keyof typeof nanoseconds];
  return Math.round(sum);
};

/** A length of time in nanoseconds: `1m30s`. */
export const readDuration = (value: unknown, place: Place): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const text = readText(value) ?? '';
  const sum = durationPattern.test(text) ? sumOf(text) : Number.NaN;
  if (sum <= durationNsMax) return sum;
  note(place, 'must be a length of time such as 1m30s, of a day at most');
  return undefined;
};

/** A number of processors in billionths. */
export const readCpus = (value: unknown, place: Place): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const text = readText(value) ?? '';
  const cpus = /^\d{1,4}(?:\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (cpus > 0) return Math.round(cpus * 1e9);
  note(place, 'must be a number of processors such as 0.5');
  return undefined;
};
