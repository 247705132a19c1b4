/** Check-ins on their way to the store: merged for each device, and written many at a time. */
import { setTimeout as delay } from 'node:timers/promises';
import { type CheckIn, type Db, listWritableDevices, updateCheckIns } from '@moorgate/db';
import type { Clock, Logger } from '@moorgate/observability';
import type { HeldDevice } from '../admission/held-device.ts';
import {
  type Report,
  reportedFields,
  reportedLengthMax,
  type ReportedState,
} from './reported-state.ts';

/** What happened to check-ins, for counting. */
export type CheckInOutcome = 'written' | 'write_failed' | 'dropped' | 'value_ignored';

/** What the queue stands on, and its bounds. */
export interface CheckInOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  count(outcome: CheckInOutcome, by: number): void;
  /** How long a check-in may wait for others. */
  readonly flushMs?: number;
  /** Devices that wait; when there are as many, the next one's report is dropped and comes again with its next request. */
  readonly waitingMax?: number;
  /** Devices in one statement. */
  readonly rowsMax?: number;
}

/** The check-ins of one process. */
export interface CheckInQueue {
  /** Takes a request's report into `device` at once and queues what is worth writing. Never throws, never waits. */
  note(device: HeldDevice, report: Report): void;
  /** Puts on a row that was just read what still waits to be written to it. */
  overlay(device: HeldDevice): void;
  /** Writes all that waits and stops. What cannot be written any more is counted and given up. */
  close(): Promise<void>;
}

interface Waiting extends Partial<ReportedState> {
  readonly generation: number;
  seenAtMs: number;
}

/** A device that only shows that it is there is written this often. */
const seenAgainMs = 60_000;
const retryMs = 5_000;
const lockedMs = 100;

const toCheckIn = ([deviceUuid, waiting]: readonly [string, Waiting]): CheckIn => ({
  deviceUuid,
  generation: waiting.generation,
  seenAt: new Date(waiting.seenAtMs),
  targetName: waiting.targetName ?? null,
  tag: waiting.tag ?? null,
  ostreeHash: waiting.ostreeHash ?? null,
  apps: waiting.apps ?? null,
});

/** Writes check-ins and returns the devices that were locked by somebody and are to be tried again. */
const writeUnlocked = async (db: Db, waiting: ReadonlyMap<string, Waiting>): Promise<string[]> => {
  const written = new Set(await updateCheckIns(db, [...waiting].map(toCheckIn)));
  const missed = [...waiting].filter(([uuid]) => !written.has(uuid));
  if (missed.length === 0) return [];
  return listWritableDevices(
    db,
    missed.map(([uuid, { generation }]) => ({ uuid, generation })),
  );
};

/** Makes the queue of a process. */
export const createCheckInQueue = (options: CheckInOptions): CheckInQueue => {
  const { db, clock, log, count, flushMs = 500, waitingMax = 20_000, rowsMax = 1_000 } = options;
  let waiting = new Map<string, Waiting>();
  /** What the statement that runs now writes: a row read meanwhile may not show it yet. */
  let underway = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | null = null;
  let isClosed = false;

  /** What of a report is worth writing: what differs from what is held, or (`all`) whatever it says. */
  const valuesOf = (
    device: HeldDevice,
    report: Report,
    { all }: { readonly all: boolean },
  ): Partial<ReportedState> | null => {
    let changes: Partial<ReportedState> | null = null;
    for (const field of reportedFields) {
      const value = report[field];
      if (value === undefined || (!all && value === device.reported[field])) continue;
      if (value.length > reportedLengthMax[field]) count('value_ignored', 1);
      else (changes ??= {})[field] = value;
    }
    return changes;
  };

  const enqueue = (
    device: HeldDevice,
    changes: Partial<ReportedState>,
    seenAtMs: number,
  ): boolean => {
    const before = waiting.get(device.uuid);
    if (before === undefined && waiting.size >= waitingMax) return false;
    const merged = before?.generation === device.generation ? before : {};
    waiting.set(device.uuid, { ...merged, ...changes, generation: device.generation, seenAtMs });
    schedule(flushMs);
    return true;
  };

  /** Puts back what was not written, behind whatever came meanwhile. */
  const putBack = (uuids: Iterable<string>): void => {
    for (const uuid of uuids) {
      const older = underway.get(uuid);
      const newer = waiting.get(uuid);
      if (older === undefined) continue;
      if (newer === undefined) waiting.set(uuid, older);
      else if (newer.generation === older.generation) waiting.set(uuid, { ...older, ...newer });
    }
  };

  const writeUnderway = async (): Promise<boolean> => {
    const devices = underway.size;
    try {
      const locked = await writeUnlocked(db, underway);
      count('written', devices - locked.length);
      putBack(locked);
      return true;
    } catch (error) {
      count('write_failed', devices);
      log.warn({ err: error, devices }, 'check-ins could not be written');
      putBack(underway.keys());
      return false;
    } finally {
      underway = new Map();
    }
  };

  /** Tries once to write each check-in that waits now; false when the store takes none. */
  const write = async (): Promise<boolean> => {
    for (let left = waiting.size; left > 0; left -= rowsMax) {
      underway = new Map([...waiting].slice(0, Math.min(rowsMax, left)));
      for (const uuid of underway.keys()) waiting.delete(uuid);
      if (!(await writeUnderway())) return false;
    }
    return true;
  };

  const flush = (): void => {
    timer = undefined;
    writing ??= write().then((isWritten) => {
      writing = null;
      if (waiting.size > 0) schedule(isWritten ? flushMs : retryMs);
      return isWritten;
    });
  };
  const schedule = (delayMs: number): void => {
    if (!isClosed) timer ??= setTimeout(flush, delayMs).unref();
  };

  return {
    note: (device, report) => {
      const nowMs = clock.now().getTime();
      // Another process may have written something else meanwhile: once a minute all is said again.
      const isDue = nowMs - device.lastSeenAtMs >= seenAgainMs;
      const changes = valuesOf(device, report, { all: isDue });
      if (changes === null && !isDue) return;
      if (!enqueue(device, changes ?? {}, nowMs)) {
        count('dropped', 1);
        return;
      }
      if (changes !== null) Object.assign(device.reported, changes);
      device.lastSeenAtMs = nowMs;
    },
    overlay: (device) => {
      for (const pending of [underway.get(device.uuid), waiting.get(device.uuid)]) {
        if (pending?.generation !== device.generation) continue;
        for (const field of reportedFields) {
          device.reported[field] = pending[field] ?? device.reported[field];
        }
        device.lastSeenAtMs = Math.max(device.lastSeenAtMs, pending.seenAtMs);
      }
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await writing;
      // A device that somebody has locked gets one more try.
      if ((await write()) && waiting.size > 0) await delay(lockedMs).then(write);
      if (waiting.size > 0) count('dropped', waiting.size);
      waiting = new Map();
    },
  };
};
