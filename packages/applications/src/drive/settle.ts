/** Bringing all containers of a host to where they shall stay, however often that has to be tried. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HostState } from '@moorgate/db';
import type { Goal } from '../state/settle-host.ts';
import type { Result } from './results.ts';
import { type HostWork, runGoal } from './run-goal.ts';

const ok: Result = { status: 'OK', message: '', code: 204 };

/** What a host that is not done with needs, by its state. */
export const goalOf: Readonly<Record<'restoring' | 'removing' | 'finishing', Goal>> = {
  restoring: 'restored',
  removing: 'removed',
  finishing: 'finished',
};

/** Settles every container of a host; goes on with the others where one fails, and answers the first failure. */
export const settleContainers = async (work: HostWork, goal: Goal): Promise<Result> => {
  let failure: Result | null = null;
  const names = work.plan.containers.toReversed();
  for (const name of names) {
    const result = await runGoal(work, name, goal);
    if (result.status !== 'Error') continue;
    failure ??= result;
    if (result.isOut !== undefined) break;
  }
  return failure ?? ok;
};

const triesAtOnce = 3;
const pauseMs = 200;

/** The same, tried again a few times, each a little later. */
export const settleWithPatience = async (
  work: HostWork,
  goal: Goal,
  signal: AbortSignal,
): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    const result = await settleContainers(work, goal);
    const isFinal = result.status !== 'Error' || result.isOut !== undefined;
    if (isFinal || tries >= triesAtOnce) return result;
    await delay(pauseMs * tries, undefined, { signal }).catch(() => undefined);
  }
};

/** What becomes of a host whose containers were to be settled. */
export const changeAfterSettling = (
  { status, isOut, message, code }: Result,
  state: HostState,
): {
  readonly state: HostState;
  readonly outcome?: string;
  readonly attempts?: number;
  readonly retrySeconds?: number;
} => {
  if (status !== 'Error') return { state: 'settled' };
  const outcome = message === '' ? `the engine answered ${code}` : message;
  // A beacon that is gone does not come back; one that is denied may.
  if (isOut === 'gone') return { state: 'left_out', outcome };
  return { state, outcome, attempts: 1, retrySeconds: 1 };
};
