import { median, percentile, ratiosByRound } from './statistics.ts';

describe('median', () => {
  test('is the middle value in whatever order the values come', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 100])).toBe(10);
  });

  test('is the mean of the two middle values of an even number of them', () => {
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  test('leaves its argument alone', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('refuses an empty list', () => {
    expect(() => median([])).toThrow('there are no values');
  });
});

describe('percentile', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => index + 1);

  test('is the smallest value that so many values do not exceed', () => {
    expect(percentile(oneToHundred, 0.5)).toBe(50);
    expect(percentile(oneToHundred, 0.99)).toBe(99);
    expect(percentile(oneToHundred, 1)).toBe(100);
    expect(percentile(oneToHundred, 0)).toBe(1);
  });

  test('of one value is that value', () => {
    expect(percentile([7], 0.99)).toBe(7);
  });
});

describe('ratiosByRound', () => {
  test('divides what belongs to one round, so that a slow round does not count', () => {
    expect(ratiosByRound([2, 20, 3], [1, 10, 2])).toEqual({ lowest: 1.5, median: 2, highest: 2 });
  });

  test('refuses sides of different rounds', () => {
    expect(() => ratiosByRound([1, 2], [1])).toThrow('different rounds');
  });
});
