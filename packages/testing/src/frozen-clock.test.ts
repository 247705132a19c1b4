/** The clock that tests move. */
import { frozenClock } from './frozen-clock.ts';

test('stands still until it is moved', () => {
  const clock = frozenClock('2026-01-02T03:04:05Z');
  expect(clock.now().toISOString()).toBe('2026-01-02T03:04:05.000Z');
  clock.advance(1_500);
  expect(clock.now().toISOString()).toBe('2026-01-02T03:04:06.500Z');
  clock.set('2020-01-01T00:00:00Z');
  expect(clock.now().toISOString()).toBe('2020-01-01T00:00:00.000Z');
});

test('refuses a text that is no instant', () => {
  expect(() => frozenClock('yesterday')).toThrow(RangeError);
});
