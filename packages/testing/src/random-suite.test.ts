import { seededRandom } from './random-suite.ts';

const draw = (seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 1_000 }, () => random.below(10));
};

test('the same seed gives the same choices, another one others', () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('every choice comes about equally often, and none beyond the limit', () => {
  const counts = Array.from({ length: 10 }, (_, choice) => draw(1).filter((one) => one === choice));
  for (const { length } of counts) expect(length).toBeGreaterThan(60);
  expect(counts.flat()).toHaveLength(1_000);
});
