/**
 * Scripts in a process of their own: how long an answer took is not when a busy test process comes to notice it. Node runs
 * this file as it is.
 */
import { Agent, request } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { CallerAnswer, CallerJob, CallPlan, CallReport, PlannedRequest } from './caller.ts';
import { summarise } from './latencies.ts';

const stopped = new Set<number>();

/** Sends a request and resolves when its answer is complete, with its status or the code of what went wrong. */
const send = (plan: CallPlan, agent: Agent, planned: PlannedRequest): Promise<string> =>
  new Promise((resolve) => {
    const { method, path, headers, body } = planned;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const fail = ({ code, message }: NodeJS.ErrnoException): void => resolve(code ?? message);
    const options = { method, agent, localAddress: plan.from, headers: { ...type, ...headers } };
    request(new URL(path, plan.url), options, (response) => {
      response.once('end', () => resolve(String(response.statusCode)));
      response.once('error', fail).resume();
    })
      .once('error', fail)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });

/** Sends each request when it is due by the clock: one that was kept waiting does not put off those after it. */
const follow = async (id: number, plan: CallPlan): Promise<CallReport> => {
  const { requests, perSecond, count = Infinity, connections } = plan;
  // In turn, so that none of them rests for so long that the server closes it.
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  const outcomes: Record<string, number> = {};
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const startedMs = performance.now();
  const sendOne = async (dueMs: number): Promise<void> => {
    const outcome = await send(plan, agent, requests[under.length % requests.length]!);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    times.push(performance.now() - dueMs);
  };
  while (under.length < count && !stopped.has(id)) {
    const dueMs = startedMs + (under.length * 1_000) / perSecond;
    const aheadMs = dueMs - performance.now();
    if (aheadMs > 0) await after(aheadMs);
    else under.push(sendOne(dueMs));
  }
  const tookMs = performance.now() - startedMs;
  await Promise.all(under);
  agent.destroy();
  return {
    outcomes,
    latencies: summarise(times),
    perSecond: (under.length * 1_000) / tookMs,
  };
};

process.on('message', (job: CallerJob) => {
  if (job.kind === 'stop') stopped.add(job.id);
  else
    void follow(job.id, job.plan).then((report) =>
      process.send?.({ id: job.id, report } satisfies CallerAnswer),
    );
});
process.once('disconnect', () => process.exit());
