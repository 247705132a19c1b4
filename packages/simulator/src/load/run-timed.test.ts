import { runTimed } from './run-timed.ts';

test('carries out each operation once, in no more lanes than told', async () => {
  const done: number[] = [];
  let running = 0;
  let runningMax = 0;
  const result = await runTimed(20, 3, async (lane, index) => {
    expect(lane).toBeLessThan(3);
    runningMax = Math.max(runningMax, ++running);
    await Promise.resolve();
    running--;
    done.push(index);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(runningMax).toBe(3);
  expect(result.operations).toBe(20);
  expect(result.latenciesMs.p99).toBeGreaterThanOrEqual(result.latenciesMs.p50);
  expect(result.wallMs).toBeGreaterThanOrEqual(result.latenciesMs.p99);
});

test('throws the first failure and starts nothing after it', async () => {
  let started = 0;
  const failing = (): Promise<void> => {
    started++;
    return started === 4 ? Promise.reject(new Error('refused')) : Promise.resolve();
  };
  await expect(runTimed(100, 2, failing)).rejects.toThrow('refused');
  const atFailure = started;
  await new Promise(setImmediate);
  expect(started).toBe(atFailure);
});
