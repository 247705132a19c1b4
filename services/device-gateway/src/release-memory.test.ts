import { releaseMemory } from './release-memory.ts';
import { until } from './test-support/start-test-gateway.ts';

test('memory is given back when many connections have doubled or halved, once, and not while the process is busy', async () => {
  let looks = 0;
  let collected = 0;
  const state = { count: 0, isBusy: false };
  const stop = releaseMemory({
    count: () => {
      looks += 1;
      return state.count;
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
  expect(await after({ count: 700 })).toBe(1);
  expect(await after({ count: 800 })).toBe(2);
  expect(await after({ count: 500 })).toBe(2);
  expect(await after({ count: 400, isBusy: true })).toBe(2);
  expect(await after({ isBusy: false })).toBe(3);
  expect(await after({ count: 150 })).toBe(3);
  expect(await after({ count: 0 })).toBe(4);
  stop();
});

test('the collector of this version of Node is there and can be called', async () => {
  let count = 1_000;
  const stop = releaseMemory({ count: () => count, isBusy: () => false, lookMs: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  count = 0;
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop();
});
