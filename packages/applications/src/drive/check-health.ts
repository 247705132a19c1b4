/** Watching containers that were started until they prove healthy, or do not. */
import { setTimeout as delay } from 'node:timers/promises';
import { deadlineSecondsByDefault } from '../health.ts';
import type { OperationPlan } from '../plan.ts';
import type { Inspected } from './engine.ts';
import type { Result } from './results.ts';
import type { HostWork } from './run-goal.ts';

/** Says of containers that ran that they are not healthy. */
export const unhealthy = (message: string): Result => ({
  status: 'Error',
  message,
  code: 200,
  isUnhealthy: true,
});

/** What is wrong with it; null for nothing. */
const complaintOf = (
  inspected: Inspected | null,
  { name, first }: { readonly name: string; readonly first: Inspected | undefined },
): string | null => {
  if (inspected === null) return `${name} is gone`;
  const { State: state, RestartCount: restarts = 0 } = inspected;
  if (!state.Running) return `${name} does not run any more`;
  const isRestarted = first !== undefined && first.State.StartedAt !== state.StartedAt;
  if (isRestarted || restarts > 0) return `${name} was restarted`;
  return state.Health?.Status === 'unhealthy' ? `${name} is unhealthy` : null;
};

const isChecked = ({ State: { Health: health } }: Inspected): boolean =>
  health == null || health.Status === 'healthy' || health.Status === 'none';

/** What a round of looks came to: all is well but for these, which are not done with their health checks yet. */
type Round = { readonly result: Result } | { readonly waiting: readonly string[] };

/** Those that are to end, since others start after they have ended well. */
const endingOf = ({ parts }: OperationPlan): ReadonlySet<string> =>
  new Set(
    parts
      .flatMap(({ waits = [] }) => waits)
      .filter(({ condition }) => condition === 'service_completed_successfully')
      .map(({ container }) => container),
  );

const hasEndedWell = (inspected: Inspected | null): boolean =>
  inspected?.State.Running === false && (inspected.State.ExitCode ?? 0) === 0;

const lookAtAll = async (
  { plan, engine }: HostWork,
  first: Map<string, Inspected>,
): Promise<Round> => {
  const waiting: string[] = [];
  const ending = endingOf(plan);
  for (const { name } of plan.parts) {
    const looked = await engine.inspect(name);
    if ('failed' in looked) return { result: looked.failed };
    const { seen } = looked;
    if (ending.has(name) && hasEndedWell(seen)) continue;
    const complaint = complaintOf(seen, { name, first: first.get(name) });
    if (complaint !== null || seen === null) return { result: unhealthy(complaint ?? name) };
    if (!first.has(name)) first.set(name, seen);
    if (!isChecked(seen)) waiting.push(name);
  }
  return { waiting };
};

/** How a watch is cut short. */
export interface Watch {
  /** Given when somebody else goes on with the operation. */
  readonly signal: AbortSignal;
  /** Whether the operation fails whatever this host does. */
  isInVain(): boolean;
}

/** What to say by now; null to look again. */
const judge = (
  waiting: readonly string[],
  { sinceMs, soakMs, deadlineMs }: Readonly<Record<'sinceMs' | 'soakMs' | 'deadlineMs', number>>,
): Result | null => {
  if (sinceMs < soakMs) return null;
  if (waiting.length === 0) return { status: 'OK', message: '', code: 200 };
  return sinceMs < deadlineMs
    ? null
    : unhealthy(`${waiting.join(', ')} did not become healthy in time`);
};

/** What is said where it is of no use to watch on. */
export const inVain: Result = {
  status: 'Warning',
  message: 'Not watched to the end, since another host has failed',
  code: 200,
};

/**
 * Watches the containers on one host until each health check says healthy and they have run for as long as is asked, until
 * one proves unhealthy, or until it is in vain: what is unhealthy elsewhere shall not stay for as long as this one is watched.
 * Throws `StoppedError` alone.
 */
export const checkHealth = async (work: HostWork, watch: Watch): Promise<Result> => {
  const { SoakSeconds: soak = 0, DeadlineSeconds: deadline = deadlineSecondsByDefault } =
    work.plan.health ?? {};
  const begunMs = performance.now();
  const first = new Map<string, Inspected>();
  for (;;) {
    const round = await lookAtAll(work, first);
    if ('result' in round) return round.result;
    const sinceMs = performance.now() - begunMs;
    const times = { sinceMs, soakMs: soak * 1_000, deadlineMs: deadline * 1_000 };
    const verdict = judge(round.waiting, times);
    if (verdict !== null) return verdict;
    if (sinceMs >= work.times.ownWatchMs && watch.isInVain()) return inVain;
    await delay(work.times.lookMs, undefined, { signal: watch.signal }).catch(() => undefined);
  }
};
