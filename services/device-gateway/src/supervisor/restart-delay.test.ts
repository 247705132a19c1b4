import { createRestartDelay } from './restart-delay.ts';

test('the delay is short at first, doubles while it keeps ending soon, and stays below ten seconds', () => {
  const delay = createRestartDelay();
  const delays = Array.from({ length: 10 }, () => delay.next(1_000));
  expect(delays).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
});

test('the delay is short again after it ran well', () => {
  const delay = createRestartDelay();
  for (let ends = 0; ends < 8; ends++) delay.next(0);
  expect(delay.next(60_000)).toBe(50);
  expect(delay.next(0)).toBe(100);
});
