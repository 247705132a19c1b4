/** A runner: leases runs, executes them, and leaves nothing behind. */
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from '@moorgate/observability';
import { chooseIsolation } from './isolation/choose-isolation.ts';
import { createServerClient, type ServerAnswer } from './server/server-client.ts';
import { readRunOrder } from './server/run-order.ts';
import { type ExecutedRun, executeRun } from './runs/execute-run.ts';
import type { RunParts } from './runs/run-parts.ts';
import type { RunnerSettings } from './settings.ts';
import { endProcessesOf } from './workspace/processes-of-user.ts';
import { removeStaleFolders } from './workspace/run-folder.ts';
import { createUserIds, type UserIds } from './workspace/user-ids.ts';
import { holdWorkFolder, type WorkFolder } from './workspace/work-folder.ts';

/** A runner that runs. */
export interface Runner {
  /** How it isolates scripts, in one sentence. */
  readonly isolation: string;
  /** Leases nothing more, lets runs end within the grace, gives back the others, and resolves when nothing is left. */
  stop(): Promise<void>;
  /** As `stop`, without the grace. */
  stopNow(): Promise<void>;
}

const retryMsMin = 1_000;
const retryMsMax = 60_000;

/** What runs left whose runner ended without clearing away. */
const clearStale = async (work: WorkFolder, users: UserIds | null): Promise<number> => {
  const stale = (await users?.listStale()) ?? [];
  for (const userId of stale) {
    await endProcessesOf(userId);
    await users?.release(userId);
  }
  return removeStaleFolders(work);
};

const orderOf = (answer: ServerAnswer & { outcome: 'done' }): unknown =>
  (answer.body as { run?: unknown } | null)?.run ?? null;

/** Gives back what cannot be read, so that nobody waits for it. */
const begin = async (parts: RunParts, value: unknown): Promise<ExecutedRun | null> => {
  const read = readRunOrder(value);
  if (read.order !== null) return executeRun(parts, read.order);
  parts.log.error({ reason: read.reason }, 'an order cannot be read');
  if (read.returnTo !== null)
    await parts.client.complete(read.returnTo, { status: 'FAILED', message: read.reason });
  return null;
};

/** The runs that are under way, and a way to wait for a slot. */
const createSlots = (count: number) => {
  const runs = new Set<ExecutedRun>();
  return {
    runs,
    free: () => count - runs.size,
    add: (run: ExecutedRun) => {
      runs.add(run);
      void run.done.then(() => runs.delete(run));
    },
    whenFree: async () => {
      while (runs.size >= count) await Promise.race([...runs].map(({ done }) => done));
    },
    whenDone: () => Promise.all([...runs].map(({ done }) => done)),
  };
};

type Slots = ReturnType<typeof createSlots>;

const keepLeasing = async (parts: RunParts, slots: Slots, signal: AbortSignal): Promise<void> => {
  const { settings, client, isolation, engine, log } = parts;
  let retryMs = retryMsMin;
  while (!signal.aborted) {
    await slots.whenFree();
    if (signal.aborted) return;
    const vacancy = {
      hostTags: settings.hostTags,
      isolation: isolation.kind,
      engine: engine !== null,
      freeSlots: slots.free(),
    };
    const answer = await client.lease(vacancy, signal);
    if (answer.outcome === 'done') {
      retryMs = retryMsMin;
      const value = orderOf(answer);
      const run = value === null ? null : await begin(parts, value);
      if (run !== null) slots.add(run);
      continue;
    }
    if (signal.aborted) return;
    log.warn({ answer: { ...answer, body: undefined } }, 'the server gives no runs');
    await after(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, retryMsMax);
  }
};

/**
 * Makes a runner ready: takes its folder, ends what an earlier one left, finds out how to isolate, and then leases. Throws
 * `runner_work_folder_taken`, `runner_work_folder_closed` and `runner_no_isolation`.
 */
export const startRunner = async (settings: RunnerSettings, log: Logger): Promise<Runner> => {
  const work = await holdWorkFolder(settings.workDir);
  try {
    const users = process.getuid?.() === 0 ? await createUserIds(work, settings.users) : null;
    const chosen = await chooseIsolation({ settings, work, users });
    const { isolation } = chosen;
    await isolation.sweep();
    const removed = await clearStale(work, users);
    const client = createServerClient({ url: settings.serverUrl, token: settings.token });
    const parts: RunParts = { settings, client, ...chosen, work, users, log };
    log.info({ isolation: isolation.description, removed }, 'the runner is ready');
    return lease(parts, () => work.release());
  } catch (error) {
    await work.release();
    throw error;
  }
};

const lease = (parts: RunParts, release: () => Promise<void>): Runner => {
  const slots = createSlots(parts.settings.slots);
  const stopping = new AbortController();
  const leasing = keepLeasing(parts, slots, stopping.signal);
  const hurried = new AbortController();
  const giveUp = (): void => {
    for (const run of slots.runs) run.giveUp('The runner was stopped.');
  };
  const end = async (): Promise<void> => {
    stopping.abort();
    const grace = after(parts.settings.graceSeconds * 1000, undefined, {
      signal: hurried.signal,
      ref: false,
    });
    const done = leasing.then(() => slots.whenDone());
    await Promise.race([done, grace.catch(() => undefined)]);
    giveUp();
    await done;
    await release();
  };
  let ended: Promise<void> | null = null;
  const stop = (): Promise<void> => (ended ??= end());
  return {
    isolation: parts.isolation.description,
    stop,
    stopNow: () => {
      hurried.abort();
      return stop();
    },
  };
};
