import type { Comparison } from '../measure/comparison.ts';
import { allBoundsHold, renderJson, renderReport, type Report } from './report.ts';

const line = (overrides: Partial<Comparison>): Comparison => ({
  what: 'a page',
  unit: 'ms',
  measured: 4.126,
  reference: 3.5,
  ratio: { lowest: 1.1, median: 1.179, highest: 1.3 },
  bound: { on: 'ratio', atMost: 2 },
  holds: true,
  postgres: null,
  ...overrides,
});

const report = (...lines: Comparison[]): Report => ({
  machine: { Processor: 'Some, 2 cores', Node: 'v24.0.0' },
  sections: [
    { name: 'list', explanation: 'Pages of the list.', lines },
    { name: 'other', explanation: 'Another.', lines: [line({ what: 'something longer' })] },
  ],
});

test('shows the machine, and each section with its lines in common columns', () => {
  const poor = line({ measured: 912.4, holds: false, postgres: 88.88, unit: 'µs' });
  expect(renderReport(report(poor, line({ bound: null, holds: null })))).toEqual([
    'Measured on',
    'Processor    Some, 2 cores',
    'Node         v24.0.0',
    '',
    '                    measured   beside  ratio  (lowest to highest)  bound  holds  PostgreSQL',
    '',
    'Pages of the list.',
    '  a page              912 µs  3.50 µs   1.18  (1.10 to 1.30)        <= 2  NO        88.9 µs',
    '  a page             4.13 ms  3.50 ms   1.18  (1.10 to 1.30)',
    '',
    'Another.',
    '  something longer   4.13 ms  3.50 ms   1.18  (1.10 to 1.30)        <= 2  yes',
  ]);
});

test('as JSON is one line that holds the numbers unrounded', () => {
  const json = renderJson(report(line({})));
  expect(json).not.toContain('\n');
  expect(JSON.parse(json)).toMatchObject({ sections: [{ lines: [{ measured: 4.126 }] }, {}] });
});

test('tells whether any bound does not hold; a line without a bound cannot fail', () => {
  expect(allBoundsHold(report(line({}), line({ bound: null, holds: null })))).toBe(true);
  expect(allBoundsHold(report(line({}), line({ holds: false })))).toBe(false);
});
