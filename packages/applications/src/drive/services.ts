/** What those who work on operations stand on. */
import type { Context } from '@moorgate/auth';
import type { CallDocker } from '@moorgate/docker-hosts';

export interface OperationServices extends Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'> {
  readonly call: CallDocker;
  /** The times that work goes by. */
  readonly times?: Partial<OperationTimes>;
  /** Told of each end of an operation. */
  readonly onEnd?: (ended: { readonly kind: string; readonly status: string }) => void;
}

/** Times of the work on operations. */
export interface OperationTimes {
  /** How long an operation stays with a process that says nothing; by the clock of the store. */
  readonly leaseSeconds: number;
  /** How often that process says something. */
  readonly renewMs: number;
  /** How long an engine may be silent; that of the calls unless said. */
  readonly idleTimeoutMs?: number;
  /** The longest pause before a host that could not be settled is asked again. */
  readonly retrySecondsMax: number;
  /** How often a container is looked at that has to prove healthy; twice as often while others wait for it. */
  readonly lookMs: number;
  /** So long every host is watched for its own sake, whatever becomes of the others. */
  readonly ownWatchMs: number;
}

/** Those of an ordinary installation. */
export const usualTimes: OperationTimes = {
  leaseSeconds: 15,
  renewMs: 5_000,
  retrySecondsMax: 300,
  lookMs: 500,
  ownWatchMs: 5_000,
};

/** So many hosts an operation changes at once. */
export const hostsAtOnce = 32;
