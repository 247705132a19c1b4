/** Reads the two forms of time of RFC 5280, 4.1.2.5: UTCTime and GeneralizedTime, to the second and in UTC. */
import { type DerElement, malformed, tag } from './der.ts';

const zulu = 0x5a;

/** Two decimal digits; NaN when there are none, which the range checks then refuse. */
const twoDigits = (der: Buffer, at: number): number => {
  const tens = (der[at] ?? 0) - 0x30;
  const ones = (der[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const readYear = (element: DerElement): number => {
  const { der, contentStart } = element;
  const leading = twoDigits(der, contentStart);
  if (element.tag === tag.utcTime) return leading >= 50 ? 1900 + leading : 2000 + leading;
  return leading * 100 + twoDigits(der, contentStart + 2);
};

/** Where the month begins. A zone, a fraction or missing seconds make another length, or another end. */
const findMonth = (element: DerElement): number => {
  const { der, contentStart, end } = element;
  const isUtcTime = element.tag === tag.utcTime;
  if (!isUtcTime && element.tag !== tag.generalizedTime) throw malformed('a time has another type');
  const monthAt = contentStart + (isUtcTime ? 2 : 4);
  if (end !== monthAt + 11 || der[end - 1] !== zulu) throw malformed('a time has another form');
  return monthAt;
};

const readTimeOfDayMs = (der: Buffer, at: number): number => {
  const hour = twoDigits(der, at);
  const minute = twoDigits(der, at + 2);
  const second = twoDigits(der, at + 4);
  if (!(hour < 24 && minute < 60 && second < 60)) throw malformed('a time does not exist');
  return ((hour * 60 + minute) * 60 + second) * 1000;
};

/** Milliseconds since 1970. Throws `certificate_malformed` for another form, a fraction, a zone, or a day that is none. */
export const readTime = (element: DerElement): number => {
  const { der } = element;
  const monthAt = findMonth(element);
  const year = readYear(element);
  const month = twoDigits(der, monthAt);
  const day = twoDigits(der, monthAt + 2);
  const date = new Date(Date.UTC(year, month - 1, day));
  // A month or a day that does not exist rolls over into another one; a year below 100 is taken for 19xx.
  const exists =
    date.getUTCDate() === day && date.getUTCMonth() === month - 1 && date.getUTCFullYear() === year;
  if (!exists) throw malformed('a time does not exist');
  return date.getTime() + readTimeOfDayMs(der, monthAt + 4);
};
