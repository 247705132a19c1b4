/** Keeps a lease while a run is executed. */
import { setTimeout as after } from 'node:timers/promises';
import type { RunLease, ServerClient } from './server-client.ts';

/** Why a run ends before its script does. */
export interface LeaseEvents {
  /** The server wants it to end; told once. */
  onCancel(): void;
  /** It is no longer ours; told once. */
  onLost(): void;
}

/** A lease that is kept. */
export interface HeldLease extends LeaseEvents {
  release(): void;
}

const heartbeatMs = 10_000;

/**
 * Tells the server every ten seconds that the run goes on. A server that cannot be reached may be back soon, and nobody else
 * has the run until it is: only after `awayMsMax` without an answer is the lease given up. What others learn of the lease,
 * they tell by the same events.
 */
export const holdLease = (
  { client, lease, awayMsMax }: { client: ServerClient; lease: RunLease; awayMsMax: number },
  events: LeaseEvents,
): HeldLease => {
  const released = new AbortController();
  let isCancelled = false;
  const onCancel = (): void => {
    if (isCancelled || released.signal.aborted) return;
    isCancelled = true;
    events.onCancel();
  };
  const onLost = (): void => {
    if (released.signal.aborted) return;
    released.abort();
    events.onLost();
  };
  const beat = async (): Promise<boolean> => {
    const answer = await client.heartbeat(lease);
    if (answer.outcome === 'unreachable') return false;
    if (answer.outcome !== 'done') onLost();
    else if ((answer.body as { cancel?: unknown } | null)?.cancel === true) onCancel();
    return true;
  };
  const keep = async (): Promise<void> => {
    let heardAt = performance.now();
    while (!released.signal.aborted) {
      const startedAt = performance.now();
      if (await beat()) heardAt = startedAt;
      else if (performance.now() - heardAt > awayMsMax) onLost();
      const waitMs = Math.max(0, startedAt + heartbeatMs - performance.now());
      await after(waitMs, undefined, { signal: released.signal }).catch(() => undefined);
    }
  };
  void keep();
  return { onCancel, onLost, release: () => released.abort() };
};
