/** The load client, seen from the benchmarks. */
import { once } from 'node:events';
import type { Cleanup } from '../cleanup.ts';
import type { LoadAnswer, LoadJob, LoadResult } from '../load/messages.ts';
import { startChild } from './start-child.ts';

/** Plays devices, in a process of its own. */
export interface Load {
  /** Carries out one job; throws when a single operation of it did not end as expected. One at a time. */
  run(job: LoadJob): Promise<LoadResult>;
}

/** Starts it; `cleanup` ends it. The file holds `Credentials` in JSON. */
export const startLoad = async (credentialsFile: string, cleanup: Cleanup): Promise<Load> => {
  const child = await startChild('load-client', { credentialsFile });
  await cleanup.defer(() => child.stop());
  return {
    run: async (job) => {
      child.process.send(job);
      const [answer] = (await Promise.race([once(child.process, 'message'), child.ended])) as [
        LoadAnswer,
      ];
      if (answer.kind === 'failed') throw new Error(`the load failed: ${answer.reason}`);
      return answer.result;
    },
  };
};
