import { releaseMemory } from './release-memory.ts';
import { until } from './test-support/start-test-gateway.ts';

test('memory is given back when many connections have come or gone, once, and not while the process is busy', async () => {
  let looks = 0;
  let collected = 0;
  const state = { count: 0, step: 0, isBusy: false };
  const stop = releaseMemory({
    count: () => {
      looks += 1;
      return (state.count += state.step);
    },
    isBusy: () => state.isBusy,
    collect: () => void (collected += 1),
    lookMs: 1,
  });
  const after = async (changes: Partial<typeof state>): Promise<number> => {
    Object.assign(state, changes);
    const from = looks;
    await until(() => (looks > from + 3 ? true : null));
    return collected;
  };
  expect(await after({ count: 200 })).toBe(0);
  expect(await after({ count: 400 })).toBe(1);
  expect(await after({ count: 650 })).toBe(1);
  expect(await after({ count: 800 })).toBe(2);
  expect(await after({ count: 600 })).toBe(2);
  expect(await after({ count: 400, isBusy: true })).toBe(2);
  expect(await after({ isBusy: false })).toBe(3);
  expect(await after({ count: 150 })).toBe(3);
  expect(await after({ count: 0 })).toBe(4);
  stop();
});

test('while connections come one after the other it is done at each doubling, and once more when they rest', async () => {
  const collectedAt: number[] = [];
  let count = 0;
  const stop = releaseMemory({
    count: () => (count = Math.min(count + 100, 3_000)),
    isBusy: () => false,
    collect: () => void collectedAt.push(count),
    lookMs: 1,
  });
  await until(() => (collectedAt.at(-1) === 3_000 ? true : null));
  stop();
  expect(collectedAt).toEqual([300, 600, 1_200, 2_400, 3_000]);
});

test('the collector of this version of Node is there and can be called', async () => {
  let count = 1_000;
  const stop = releaseMemory({ count: () => count, isBusy: () => false, lookMs: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  count = 0;
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop();
});
