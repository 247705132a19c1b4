import { parseResidentKb, readTreeMemoryKb } from './process-memory.ts';

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
