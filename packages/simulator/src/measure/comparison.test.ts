import { compare, describeBound } from './comparison.ts';

test('gives medians in the unit of the line, and the ratio by round', () => {
  const comparison = compare({
    what: 'a handshake',
    unit: 'µs',
    measured: [0.6, 0.9, 0.75],
    reference: [0.5, 0.6, 0.5],
    bound: { on: 'ratio', atMost: 1.5 },
    postgres: [0.1, 0.3, 0.2],
  });
  expect(comparison).toEqual({
    what: 'a handshake',
    unit: 'µs',
    measured: 750,
    reference: 500,
    ratio: { lowest: 1.2, median: 1.5, highest: 1.5 },
    bound: { on: 'ratio', atMost: 1.5 },
    holds: true,
    postgres: 200,
  });
});

const input = { what: 'a page', unit: 'ms', measured: [3], reference: [1] } as const;

test('a bound holds or not by the median of the ratios, from above or from below', () => {
  expect(compare({ ...input, bound: { on: 'ratio', atMost: 2.9 } }).holds).toBe(false);
  expect(compare({ ...input, bound: { on: 'ratio', atMost: 3 } }).holds).toBe(true);
  expect(compare({ ...input, bound: { on: 'ratio', atLeast: 3.1 } }).holds).toBe(false);
  expect(compare({ ...input, bound: { on: 'ratio', atLeast: 3 } }).holds).toBe(true);
  expect(compare({ ...input, bound: null })).toMatchObject({ holds: null, postgres: null });
});

test('a bound on the value itself is in the unit of the line', () => {
  const bound = { on: 'measured', atMost: 3_000 } as const;
  expect(compare({ ...input, unit: 'µs', bound }).holds).toBe(true);
  expect(compare({ ...input, unit: 'µs', measured: [3.1], bound }).holds).toBe(false);
});

test('a bound is written as it is meant', () => {
  expect(describeBound({ on: 'ratio', atMost: 1.2 }, 'µs')).toBe('<= 1.2');
  expect(describeBound({ on: 'ratio', atLeast: 0.9 }, '/s')).toBe('>= 0.9');
  expect(describeBound({ on: 'measured', atMost: 60 }, 'KB')).toBe('<= 60 KB');
});
