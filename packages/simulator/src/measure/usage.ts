/** What the processes that are measured use while something is done to them. */
import { readTreeCpuMs } from './process-cpu.ts';

/** CPU time per operation, in milliseconds. */
export interface Usage {
  readonly serverMs: number;
  readonly postgresMs: number;
}

/** The processes that are measured, each with all of its descendants. */
export interface MeasuredProcesses {
  readonly serverPid: number;
  readonly postgresPid: number;
}

/** Carries out `work`, which consists of so many operations, and divides what it used by their number. */
export const measureUsage = async <T>(
  { serverPid, postgresPid }: MeasuredProcesses,
  operations: number,
  work: () => Promise<T>,
): Promise<Usage & { readonly result: T }> => {
  const serverBefore = readTreeCpuMs(serverPid);
  const postgresBefore = readTreeCpuMs(postgresPid);
  const result = await work();
  return {
    serverMs: (readTreeCpuMs(serverPid) - serverBefore) / operations,
    postgresMs: (readTreeCpuMs(postgresPid) - postgresBefore) / operations,
    result,
  };
};
