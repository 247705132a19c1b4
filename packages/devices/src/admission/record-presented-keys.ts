/** Keys that were refused and that an operator should see: gathered, and written beside the answers. */
import type { DeviceIdentity } from '@moorgate/auth';
import {
  type AwaitingEnrolment,
  type Db,
  type MismatchedKey,
  upsertPendingEnrolments,
  upsertPendingKeys,
} from '@moorgate/db';
import type { Clock, Logger } from '@moorgate/observability';

/** Notes refused keys; no call waits or throws. */
export interface PresentedKeyRecorder {
  noteMismatch(identity: DeviceIdentity, generation: number): void;
  noteAwaiting(identity: DeviceIdentity, address: string): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** What the recorder stands on. */
export interface RecorderOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly flushMs?: number;
}

const perDeviceMax = 5;
const enrolmentsMax = 10_000;
const waitingMax = 1_000;

const keyOf = (identity: DeviceIdentity): string =>
  identity.uuid + identity.spkiSha256.toString('base64');

/** Makes a recorder. A key that keeps coming is one row; beyond the bounds keys are refused without being noted. */
export const createPresentedKeyRecorder = (options: RecorderOptions): PresentedKeyRecorder => {
  const { db, clock, log, flushMs = 200 } = options;
  let mismatches = new Map<string, MismatchedKey>();
  let awaiting = new Map<string, AwaitingEnrolment>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const write = async (): Promise<void> => {
    const keys = [...mismatches.values()];
    const enrolments = [...awaiting.values()];
    mismatches = new Map();
    awaiting = new Map();
    try {
      if (keys.length > 0) await upsertPendingKeys(db, keys, perDeviceMax);
      if (enrolments.length > 0) {
        await upsertPendingEnrolments(db, enrolments, { perDeviceMax, totalMax: enrolmentsMax });
      }
    } catch (error) {
      const lost = keys.length + enrolments.length;
      log.warn({ err: error, keys: lost }, 'refused keys could not be recorded');
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  };
  const put = <T>(waiting: Map<string, T>, key: string, value: T): void => {
    if (waiting.size >= waitingMax && !waiting.has(key)) return;
    waiting.set(key, value);
    timer ??= setTimeout(() => void flush(), flushMs).unref();
  };

  return {
    noteMismatch: (identity, generation) => {
      const { uuid, spki, spkiSha256 } = identity;
      put(mismatches, keyOf(identity), {
        deviceUuid: uuid,
        generation,
        spki,
        spkiSha256,
        at: clock.now(),
      });
    },
    noteAwaiting: (identity, address) => {
      const { uuid, factory, isProduction, spki, spkiSha256 } = identity;
      put(awaiting, keyOf(identity), {
        deviceUuid: uuid,
        spki,
        spkiSha256,
        deviceCaId: identity.ca.id,
        factory,
        isProduction,
        remoteAddress: address,
        at: clock.now(),
      });
    },
    close: flush,
  };
};
