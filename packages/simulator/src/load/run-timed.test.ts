import { runTimed } from './run-timed.ts';

test('carries out each operation once, in no more lanes than told', async () => {
  const done: number[] = [];
  let running = 0;
  let runningMax = 0;
  const result = await runTimed({ count: 20, lanes: 3 }, async (lane, index) => {
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
  await expect(runTimed({ count: 100, lanes: 2 }, failing)).rejects.toThrow('refused');
  const atFailure = started;
  await new Promise(setImmediate);
  expect(started).toBe(atFailure);
});

test('a lane that is paced begins no operation before its time', async () => {
  const begunAt: number[] = [];
  const operation = (): Promise<void> => {
    begunAt.push(performance.now());
    return Promise.resolve();
  };
  const { wallMs } = await runTimed({ count: 6, lanes: 1, everyMs: 20 }, operation);
  // The clock of timers counts whole milliseconds.
  expect(wallMs).toBeGreaterThanOrEqual(5 * 19);
  expect(begunAt).toHaveLength(6);
});
