import { alternate } from './alternate.ts';

test('runs each contender once per round and turns the order around after each', async () => {
  const order: string[] = [];
  const contender = (name: string) => () => {
    order.push(name);
    return Promise.resolve(order.length);
  };

  const rounds: number[] = [];
  const samples = await alternate(3, { a: contender('a'), b: contender('b') }, (round) =>
    rounds.push(round),
  );

  expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  expect(samples).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
  expect(rounds).toEqual([1, 2, 3]);
});

test('lets the failure of a contender end all of it', async () => {
  const failing = () => Promise.reject(new Error('refused'));
  await expect(alternate(2, { failing })).rejects.toThrow('refused');
});
