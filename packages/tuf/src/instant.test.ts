import { addDays, formatInstant, parseInstant } from './instant.ts';

test('writes times in exactly 20 characters, without a part of a second', () => {
  expect(formatInstant(new Date('2026-11-22T11:04:13.987Z'))).toBe('2026-11-22T11:04:13Z');
  expect(formatInstant(addDays(new Date('2026-02-28T00:00:00Z'), 1))).toBe('2026-03-01T00:00:00Z');
});

test('reads what it writes, and nothing else', () => {
  expect(parseInstant('2026-11-22T11:04:13Z')).toEqual(new Date('2026-11-22T11:04:13Z'));
  for (const odd of [
    '2026-11-22T11:04:13.000Z',
    '2026-11-22T11:04:13+00:00',
    '2026-11-22T11:04:13',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '',
  ])
    expect(parseInstant(odd)).toBeNull();
});
