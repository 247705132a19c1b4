/** The process that plays the devices: it takes one job after the other from the benchmarks. */
import { readFileSync } from 'node:fs';
import type { Credentials } from './credentials/credentials.ts';
import { type KeptConnection, keepConnection, pollOnce } from './load/device-connection.ts';
import type { LoadAnswer, LoadJob, LoadResult } from './load/messages.ts';
import { runTimed } from './load/run-timed.ts';
import { receiveSettings, tellParent } from './processes/parent.ts';

const { credentialsFile } = (await receiveSettings()) as { credentialsFile: string };
const credentials = JSON.parse(readFileSync(credentialsFile, 'utf8')) as Credentials;
let kept: KeptConnection[] = [];

const run = async (job: LoadJob): Promise<LoadResult> => {
  switch (job.kind) {
    case 'handshakes':
      return await runTimed(job.count, job.concurrency, (_lane, index) =>
        pollOnce(credentials, job.first + index, job.port),
      );
    case 'connect':
      return await runTimed(job.connections, 1, async (_lane, index) => {
        kept.push(await keepConnection(credentials, index, job.port));
      });
    case 'requests': {
      const connections = kept;
      return await runTimed(job.count, connections.length, async (lane) =>
        connections[lane]?.request(),
      );
    }
    case 'disconnect':
      return await runTimed(kept.length, 1, () => Promise.resolve(kept.pop()?.close()));
  }
};

const answerTo = async (job: LoadJob): Promise<LoadAnswer> => {
  try {
    return { kind: 'done', result: await run(job) };
  } catch (error) {
    for (const connection of kept) connection.close();
    kept = [];
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
};

process.on('message', (job) => void answerTo(job as LoadJob).then(tellParent));
tellParent({ kind: 'ready' });
