import { compare } from './comparison.ts';

test('gives medians in the unit of the line, and the ratio by round', () => {
  const comparison = compare({
    what: 'a handshake',
    unit: 'µs',
    measuredMs: [0.6, 0.9, 0.75],
    referenceMs: [0.5, 0.6, 0.5],
    bound: 1.5,
    postgresMs: [0.1, 0.3, 0.2],
  });
  expect(comparison).toEqual({
    what: 'a handshake',
    unit: 'µs',
    measured: 750,
    reference: 500,
    ratio: { lowest: 1.2, median: 1.5, highest: 1.5 },
    bound: 1.5,
    holds: true,
    postgres: 200,
  });
});

test('a bound does not hold when the median of the ratios exceeds it', () => {
  const input = { what: 'a page', unit: 'ms', measuredMs: [3], referenceMs: [1] } as const;
  expect(compare({ ...input, bound: 2.9 }).holds).toBe(false);
  expect(compare({ ...input, bound: null })).toMatchObject({ holds: null, postgres: null });
});
