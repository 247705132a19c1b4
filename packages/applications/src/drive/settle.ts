/** Bringing all containers of a host to where they shall stay, however often that has to be tried. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HostState } from '@moorgate/db';
import { type OrderedPart, startOrder } from '../plan.ts';
import type { Watch } from './check-health.ts';
import { removeNetworks } from './resources.ts';
import type { Result } from './results.ts';
import { type HostWork, runGoal } from './run-goal.ts';
import type { OperationTimes } from './services.ts';
import { waitForOthers } from './wait-for-others.ts';

const ok: Result = { status: 'OK', message: '', code: 204 };

/** Where containers stay. */
type Settled = 'restored' | 'removed' | 'finished';

/** What a host that is not done with needs, by its state. */
export const goalOf: Readonly<Record<'restoring' | 'removing' | 'finishing', Settled>> = {
  restoring: 'restored',
  removing: 'removed',
  finishing: 'finished',
};

/** What is left of a host that is not to be watched any longer than it takes. */
const unwatched: Watch = { signal: new AbortController().signal, isInVain: () => false };

const hasRun = ({ host }: HostWork, name: string): boolean =>
  host.notes.containers?.[name]?.before?.wasRunning === true;

/** Whether it stands under its name and runs. */
const isUp = async ({ engine }: HostWork, name: string): Promise<boolean> => {
  const looked = await engine.inspect(name);
  return 'seen' in looked && looked.seen?.State.Running === true;
};

/** One that ran is started after those that it needs, as far as they come back: else it runs without them. */
const restore = async (work: HostWork, part: OrderedPart): Promise<Result> => {
  const { name, waits = [] } = part;
  const isDue = waits.length > 0 && hasRun(work, name) && !(await isUp(work, name));
  if (isDue) await waitForOthers(work, part, unwatched);
  return runGoal(work, name, 'restored');
};

/** Goes on with the others where one fails; answers the first failure, and null for none. */
const settleEach = async (
  parts: readonly OrderedPart[],
  settle: (part: OrderedPart) => Promise<Result>,
): Promise<Result | null> => {
  let failure: Result | null = null;
  for (const part of parts) {
    const result = await settle(part);
    if (result.status !== 'Error') continue;
    failure ??= result;
    if (result.isOut !== undefined) break;
  }
  return failure;
};

const settleAll = async (work: HostWork, goal: Settled): Promise<Result | null> => {
  const order = startOrder(work.plan);
  const backwards = order.toReversed();
  if (goal !== 'restored') return settleEach(backwards, ({ name }) => runGoal(work, name, goal));
  const withdrawal =
    order.length > 1
      ? await settleEach(backwards, ({ name }) => runGoal(work, name, 'withdrawn'))
      : null;
  if (withdrawal?.isOut !== undefined) return withdrawal;
  return settleEach(order, (part) => restore(work, part));
};

/** Settles every container of a host, and then its networks; goes on where one fails, and answers the first failure. */
export const settleContainers = async (work: HostWork, goal: Settled): Promise<Result> => {
  const failure = await settleAll(work, goal);
  if (failure !== null) return failure;
  const removed = await removeNetworks(work, goal);
  return removed.status === 'Error' ? removed : ok;
};

const triesAtOnce = 3;
const pauseMs = 200;

/** The same, tried again a few times, each a little later. */
export const settleWithPatience = async (
  work: HostWork,
  goal: Settled,
  signal: AbortSignal,
): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    const result = await settleContainers(work, goal);
    const isFinal = result.status !== 'Error' || result.isOut !== undefined;
    if (isFinal || tries >= triesAtOnce) return result;
    await delay(pauseMs * tries, undefined, { signal }).catch(() => undefined);
  }
};

/** When a host is asked again that was asked so many times in vain: after a second at first, then later and later. */
export const retryAfter = (
  attempts: number,
  { retrySecondsMax: max }: Pick<OperationTimes, 'retrySecondsMax'>,
): { readonly attempts: number; readonly retrySeconds: number } => ({
  attempts,
  retrySeconds: Math.min(max, attempts === 1 ? 1 : 2 ** attempts),
});

/** What becomes of a host whose containers were to be settled, and which was asked so many times before. */
export const changeAfterSettling = (
  { host, times }: Pick<HostWork, 'host' | 'times'>,
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
  return { state, outcome, ...retryAfter(host.row.attempts + 1, times) };
};
