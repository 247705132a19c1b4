import {
  parseProcessStat,
  type ProcessStat,
  readTreeCpuMs,
  sumProcessTree,
} from './process-cpu.ts';

const line = (pid: number, name: string, parentPid: number): string =>
  `${pid} (${name}) S ${parentPid} 4104 4104 0 -1 4194560 1843 977 0 0 150 25 7 3 20 0 11 0 8391 1098014720 12043`;

describe('parseProcessStat', () => {
  test('adds user and system time, in milliseconds, those of ended children apart', () => {
    expect(parseProcessStat(line(4104, 'node', 12))).toEqual({
      pid: 4104,
      parentPid: 12,
      cpuMs: 1_750,
      endedChildrenCpuMs: 100,
    });
  });

  test('is not misled by a name with blanks and parentheses', () => {
    expect(parseProcessStat(line(7, 'postgres: a) S 1 (b', 4))).toMatchObject({
      pid: 7,
      parentPid: 4,
      cpuMs: 1_750,
    });
  });

  test('refuses what is no status', () => {
    expect(() => parseProcessStat('')).toThrow('not the status of a process');
    expect(() => parseProcessStat('1 (init) S 0')).toThrow('not the status of a process');
  });
});

describe('sumProcessTree', () => {
  const stat = (pid: number, parentPid: number, cpuMs: number): ProcessStat => ({
    pid,
    parentPid,
    cpuMs,
    endedChildrenCpuMs: 1,
  });

  test('counts a process, its descendants, and what their ended children used', () => {
    const stats = [stat(10, 1, 100), stat(11, 10, 20), stat(12, 11, 3), stat(13, 1, 5_000)];
    expect(sumProcessTree(stats, 10)).toBe(126);
  });

  test('says so when the process is not there', () => {
    expect(() => sumProcessTree([stat(10, 1, 100)], 11)).toThrow('process 11 does not run');
  });
});

test('readTreeCpuMs reads this very process', () => {
  expect(readTreeCpuMs(process.pid)).toBeGreaterThan(0);
});
