/** A runner that waits for runs, says one line in the console of each, and ends it well. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A run as it was had. */
export interface SpokenRun {
  readonly buildId: number;
  /** When its first line was stored, in milliseconds of `performance.now()`. */
  readonly lineAt: number;
}

/** A runner that waits. */
export interface WaitingRunner {
  /** Sends it away, and resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/** What it is told, and what it tells. */
export interface WaitingRunnerOptions {
  readonly url: string;
  /** Its own. */
  readonly token: string;
  readonly onRun: (run: SpokenRun) => void;
  /** It is over then. */
  readonly onFailure: (error: Error) => void;
}

interface Order {
  readonly runId: string;
  readonly leaseId: string;
  readonly buildId: number;
}

interface Asked {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const vacancy = JSON.stringify({ isolation: 'container', engine: true, freeSlots: 1 });
const json = { 'content-type': 'application/json' } as const;
const raw = { 'content-type': 'application/octet-stream', 'moorgate-offset': '0' } as const;

/** Starts one over one connection that is kept. */
export const startWaitingRunner = (options: WaitingRunnerOptions): WaitingRunner => {
  const { url, token, onRun, onFailure } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let isStopped = false;

  const ask = async ({ path, body, headers = {} }: Asked): Promise<string> => {
    const all = { ...json, ...headers, authorization: `Bearer ${token}` };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${url}/v1/runner/${path}`, { method: 'POST', agent, headers: all }, resolve)
        .once('error', reject)
        .end(body);
    });
    const said = await text(answer);
    if (answer.statusCode === 200 || answer.statusCode === 204) return said;
    throw new Error(`a runner was answered ${answer.statusCode}: ${said.slice(0, 200)}`);
  };
  const execute = async ({ runId, leaseId, buildId }: Order): Promise<void> => {
    const lease = { 'moorgate-lease': leaseId };
    const of = (action: string): string => `runs/${runId}/${action}`;
    await ask({ path: of('status'), body: '{"status":"RUNNING"}', headers: lease });
    await ask({ path: of('console'), body: 'a line\n', headers: { ...raw, ...lease } });
    onRun({ buildId, lineAt: performance.now() });
    await ask({ path: of('completion'), body: '{"status":"PASSED"}', headers: lease });
  };
  const work = async (): Promise<void> => {
    while (!isStopped) {
      const { run } = JSON.parse(await ask({ path: 'leases', body: vacancy })) as {
        run: Order | null;
      };
      if (run !== null) await execute(run);
    }
  };
  const working = work().catch((error: unknown) => {
    // What was cut off by its stop is no failure.
    if (!isStopped) onFailure(error instanceof Error ? error : new Error(String(error)));
  });
  return {
    stop: async () => {
      isStopped = true;
      agent.destroy();
      await working;
    },
  };
};
