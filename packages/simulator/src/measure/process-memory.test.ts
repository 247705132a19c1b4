import { parseResidentKb, readMemoryKb, readTreeMemoryKb, watchPeakKb } from './process-memory.ts';

test('reads the resident memory of the status of a process', () => {
  expect(parseResidentKb('Name:\tnode\nVmPeak:\t 900 kB\nVmRSS:\t  51234 kB\nThreads:\t11\n')).toBe(
    51_234,
  );
  expect(parseResidentKb('Name:\tnode\nState:\tZ (zombie)\n')).toBe(0);
});

test('what a process takes up shows', () => {
  const before = readTreeMemoryKb(process.pid);
  const taken = Buffer.alloc(64 * 2 ** 20, 1);
  expect(readTreeMemoryKb(process.pid) - before).toBeGreaterThan(32 * 1_024);
  expect(taken[0]).toBe(1);
});

test('the most that was taken up is known afterwards, and what the work came to', async () => {
  let now = 3;
  const { peakKb, result } = await watchPeakKb(
    () => now,
    async () => {
      now = 7;
      await new Promise((resolve) => setTimeout(resolve, 100));
      now = 5;
      return 'done';
    },
  );
  expect([peakKb, result]).toEqual([7, 'done']);
});

test('a process that has ended takes up nothing', () => {
  expect(readMemoryKb(process.pid)).toBeGreaterThan(1_024);
  expect(readMemoryKb(2 ** 22 + 1)).toBe(0);
});
