/** A device that behaves while others do not: how long it waits for its answers is what they cost it. */
import { Agent, request as httpsRequest } from 'node:https';
import type { DeviceFiles } from './device.ts';
import { type Latencies, summarise } from './latencies.ts';

/** What a good device met with. */
export interface Experience {
  /** On the connection that it keeps. */
  readonly requests: Latencies;
  /** On connections of their own, from the connect to the end of the answer. */
  readonly connections: Latencies;
  /** Whatever was not answered with 200. */
  readonly troubles: readonly string[];
}

/** It asks without a pause until it is stopped. */
export interface GoodDevice {
  stop(): Promise<Experience>;
}

const requestEveryMs = 20;
const connectionEveryMs = 200;

const ask = (port: number, files: DeviceFiles, agent: Agent | false): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = httpsRequest(
      { host: '127.0.0.1', port, path: '/device', servername: 'localhost', agent, ...files },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      },
    );
    request.once('error', reject);
    request.end();
  });

/** Starts it: a request every 20 ms on one connection, and one every 200 ms on a new one. */
export const startGoodDevice = (port: number, files: DeviceFiles): GoodDevice => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const troubles: string[] = [];
  let isOver = false;

  const repeat = async (everyMs: number, through: Agent | false): Promise<number[]> => {
    const latencies: number[] = [];
    while (!isOver) {
      const startedMs = performance.now();
      await ask(port, files, through).then(
        (status) => {
          if (status !== 200) troubles.push(`answered ${status}`);
        },
        (error: Error) => troubles.push(error.message),
      );
      const tookMs = performance.now() - startedMs;
      latencies.push(tookMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - tookMs)));
    }
    return latencies;
  };
  const asking = Promise.all([repeat(requestEveryMs, agent), repeat(connectionEveryMs, false)]);

  return {
    stop: async () => {
      isOver = true;
      const [requests, connections] = await asking;
      agent.destroy();
      return {
        requests: summarise(requests),
        connections: summarise(connections),
        troubles,
      };
    },
  };
};
