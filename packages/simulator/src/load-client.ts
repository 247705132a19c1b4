/** The process that plays the devices: it takes one job after the other from the benchmarks. */
import { readFileSync } from 'node:fs';
import type { Credentials } from './credentials/credentials.ts';
import {
  type KeptConnection,
  keepConnection,
  pollOnce,
  prepareAsk,
} from './load/device-connection.ts';
import type { LoadAnswer, LoadJob, LoadResult } from './load/messages.ts';
import { runTimed } from './load/run-timed.ts';
import { receiveSettings, tellParent } from './processes/parent.ts';

const { credentialsFile } = (await receiveSettings()) as { credentialsFile: string };
const credentials = JSON.parse(readFileSync(credentialsFile, 'utf8')) as Credentials;
const kept: KeptConnection[] = [];
const tickets = new Map<number, Buffer>();
/** Grows over all jobs: no device reports the same image twice in a row. */
let lastImage = 0;

const connectingAtOnce = 16;

const handshakes = (job: LoadJob & { kind: 'handshakes' }): Promise<LoadResult> => {
  const target = { credentials, port: job.port };
  const box = job.tickets === undefined ? null : { tickets, isUsed: job.tickets === 'use' };
  return runTimed({ count: job.count, lanes: job.concurrency }, (_lane, index) =>
    pollOnce(target, job.first + index, { box, asks: job.asks }),
  );
};

const requests = (job: LoadJob & { kind: 'requests' }): Promise<LoadResult> => {
  const connections = [...kept];
  const image = (): number | null => {
    if (job.report === undefined) return null;
    return job.report === 'same' ? 0 : ++lastImage;
  };
  const { count, everyMs = 0, ask } = job;
  const prepared = ask === undefined ? null : prepareAsk(ask);
  return runTimed({ count, lanes: connections.length, everyMs }, async (lane) =>
    prepared === null ? connections[lane]?.request(image()) : connections[lane]?.ask(prepared),
  );
};

const run = (job: LoadJob): Promise<LoadResult> => {
  switch (job.kind) {
    case 'handshakes':
      return handshakes(job);
    case 'connect':
      return runTimed({ count: job.connections, lanes: connectingAtOnce }, async (_lane, index) => {
        const connection = await keepConnection({ credentials, port: job.port }, index);
        kept.push(connection);
        await connection.request(null);
      });
    case 'requests':
      return requests(job);
    case 'disconnect':
      return runTimed({ count: kept.length, lanes: 1 }, () => {
        kept.pop()?.close();
        return Promise.resolve();
      });
  }
};

const answerTo = async (job: LoadJob): Promise<LoadAnswer> => {
  try {
    return { kind: 'done', result: await run(job) };
  } catch (error) {
    for (const connection of kept.splice(0)) connection.abandon();
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
};

process.on('message', (job) => void answerTo(job as LoadJob).then(tellParent));
tellParent({ kind: 'ready' });
