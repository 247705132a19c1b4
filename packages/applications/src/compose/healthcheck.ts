/** The health check of a service. */
import { below, type Fields, fieldsOf, given, note, type Place } from './place.ts';
import { readTexts } from './lists.ts';
import { readBoolean, readDuration, readInteger } from './scalars.ts';

const kinds = ['NONE', 'CMD', 'CMD-SHELL'];

const readTest = (value: unknown, place: Place): readonly string[] | undefined => {
  if (typeof value === 'string') return ['CMD-SHELL', value];
  const words = readTexts(value);
  if (words !== undefined && !kinds.includes(words[0] ?? ''))
    note(place, `must begin with one of ${kinds.join(', ')}`);
  return words;
};

/** Reads `healthcheck` as an engine is told of it; undefined where the image alone decides. */
export const readHealthcheck = (service: Fields, place: Place): Fields | undefined => {
  const { healthcheck } = service;
  if (healthcheck === undefined || healthcheck === null) return undefined;
  const at = below(place, 'healthcheck');
  const { test, interval, timeout, start_period, retries, disable } = fieldsOf(healthcheck);
  if (readBoolean(disable, below(at, 'disable')) === true) return { Test: ['NONE'] };
  return given({
    Test: readTest(test, below(at, 'test')),
    Interval: readDuration(interval, below(at, 'interval')),
    Timeout: readDuration(timeout, below(at, 'timeout')),
    StartPeriod: readDuration(start_period, below(at, 'start_period')),
    Retries: readInteger(retries, below(at, 'retries'), { min: 0, max: 1_000 }),
  });
};
