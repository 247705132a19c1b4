/** Waiting until other containers are what one needs before it is started. */
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderedPart, Wait } from '../plan.ts';
import { inVain, unhealthy, type Watch } from './check-health.ts';
import type { Inspected } from './engine.ts';
import type { Result } from './results.ts';
import type { HostWork } from './run-goal.ts';

const ok: Result = { status: 'OK', message: '', code: 204 };

/** What a look at a container says of a condition: it holds, it never will because of this, or neither by now (null). */
type Verdict = { readonly holds: true } | { readonly complaint: string } | null;

const judgeHealth = ({ State: { Running: isRunning, Health: health } }: Inspected): Verdict => {
  if (!isRunning) return { complaint: 'does not run any more' };
  const status = health?.Status ?? 'none';
  if (status === 'healthy') return { holds: true };
  if (status === 'none') return { complaint: 'has no health check' };
  return status === 'unhealthy' ? { complaint: 'is unhealthy' } : null;
};

const judgeEnd = ({ State: { Running: isRunning, ExitCode: code = 0 } }: Inspected): Verdict => {
  if (isRunning) return null;
  return code === 0 ? { holds: true } : { complaint: `ended with ${code}` };
};

const judge = ({ condition }: Wait, seen: Inspected | null): Verdict => {
  if (seen === null) return { complaint: 'is gone' };
  return condition === 'service_healthy' ? judgeHealth(seen) : judgeEnd(seen);
};

const notInTime = {
  service_healthy: 'did not become healthy in time',
  service_completed_successfully: 'did not end in time',
} as const;

const waitFor = async ({ engine, times }: HostWork, wait: Wait, watch: Watch): Promise<Result> => {
  const { container, condition, seconds } = wait;
  const begunMs = performance.now();
  for (;;) {
    const looked = await engine.inspect(container);
    if ('failed' in looked) return looked.failed;
    const verdict = judge(wait, looked.seen);
    if (verdict !== null)
      return 'holds' in verdict ? ok : unhealthy(`${container} ${verdict.complaint}`);
    const sinceMs = performance.now() - begunMs;
    if (sinceMs >= seconds * 1_000) return unhealthy(`${container} ${notInTime[condition]}`);
    if (sinceMs >= times.ownWatchMs && watch.isInVain()) return inVain;
    await delay(times.lookMs / 2, undefined, { signal: watch.signal }).catch(() => undefined);
  }
};

/**
 * Waits for what a container needs of others on its host; answers what never came true, and a warning where it is in vain.
 * Throws `StoppedError` alone.
 */
export const waitForOthers = async (
  work: HostWork,
  { waits = [] }: OrderedPart,
  watch: Watch,
): Promise<Result> => {
  for (const wait of waits) {
    const result = await waitFor(work, wait, watch);
    if (result.status !== 'OK') return result;
  }
  return ok;
};
