/** Events on their way to the store: those of many devices are committed together, and answered after that. */
import {
  type Db,
  deleteExcessDeviceEvents,
  type DeviceEventInsert,
  insertDeviceEvents,
  isDeadlock,
  isUnavailable,
  listWritableDevices,
  type Pool,
} from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import { type DomainError, fault } from '@moorgate/errors';
import type { Logger } from '@moorgate/observability';
import type { DeviceEvent } from './device-event.ts';
import { eventLimits } from './event-limits.ts';

type Device = Pick<HeldDevice, 'uuid' | 'generation'>;

/** What the queue stands on, and its bounds. */
export interface EventQueueOptions {
  readonly pool: Pool;
  readonly db: Db;
  readonly log: Logger;
  /** Sees how many events were committed in one statement. */
  onCommit?(events: number): void;
  /** How long events gather while statements follow each other; whoever comes to a queue at rest does not wait. */
  readonly gatherMs?: number;
  /** Events in one statement; a batch of one device is never divided. */
  readonly rowsMax?: number;
  /** Events that wait; a batch that comes when there are as many is refused. */
  readonly waitingMax?: number;
  /** The same in bytes of their bodies. */
  readonly waitingBytesMax?: number;
  /** How long a device may be locked by somebody else before its batch is refused. */
  readonly patienceMs?: number;
}

/** The events of one process. */
export interface EventQueue {
  /**
   * Takes what one device sent in one request, `bytes` long, and resolves when it is committed. An event whose id the
   * device has used already is dropped. Faults: service_unavailable, with the time after which to try again, where too
   * much waits, the store does not answer, or somebody keeps the device locked; those of `writeAsDevice`.
   */
  record(device: Device, events: readonly DeviceEvent[], bytes: number): Promise<void>;
  /** Commits all that waits and stops. */
  close(): Promise<void>;
}

interface Batch {
  readonly device: Device;
  readonly events: readonly DeviceEvent[];
  readonly bytes: number;
  readonly deadlineMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const lockedRetryMs = 50;
const pruneMs = 5_000;
const pruneDevicesMax = 1_000;

const tryAgain = (cause?: unknown): DomainError =>
  fault('service_unavailable', { retryAfterSeconds: 1, cause });

const keyOf = ({ uuid, generation }: Device): string => `${uuid} ${generation}`;

const rowsOf = ({ device, events }: Batch): DeviceEventInsert[] =>
  events.map((event) => ({
    device_uuid: device.uuid,
    generation: device.generation,
    event_id: event.id,
    correlation_id: event.correlationId,
    device_time: event.deviceTime,
    type_id: event.typeId,
    type_version: event.typeVersion,
    target_name: event.targetName,
    version: event.version,
    ecu: event.ecu,
    success: event.success,
    details: event.details,
  }));

/** Deletes what is beyond the limits, some seconds after it has become too much. */
const createPruning = ({ db, log }: Pick<EventQueueOptions, 'db' | 'log'>) => {
  let devices = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const prune = async (): Promise<void> => {
    timer = undefined;
    const uuids = [...devices];
    devices = new Set();
    try {
      for (let first = 0; first < uuids.length; first += pruneDevicesMax) {
        const some = uuids.slice(first, first + pruneDevicesMax);
        await deleteExcessDeviceEvents(db, some, eventLimits);
      }
    } catch (error) {
      // They are deleted after the next events of these devices.
      log.warn({ err: error }, 'old events could not be deleted');
    }
  };

  return {
    note: (uuid: string): void => {
      devices.add(uuid);
      timer ??= setTimeout(() => void prune(), pruneMs).unref();
    },
    close: async (): Promise<void> => {
      clearTimeout(timer);
      if (devices.size > 0) await prune();
    },
  };
};

/** Makes the queue of a process. One statement is under way at a time; what comes meanwhile gathers for the next. */
export const createEventQueue = (options: EventQueueOptions): EventQueue => {
  const { pool, db, log, gatherMs = 3, rowsMax = 500, patienceMs = 3_000 } = options;
  const { waitingMax = 20_000, waitingBytesMax = 64 * 1_048_576 } = options;
  const pruning = createPruning(options);
  let waiting: Batch[] = [];
  let waitingRows = 0;
  let waitingBytes = 0;
  /** Batches whose devices are locked by somebody else come back by themselves. */
  const locked = new Set<Batch>();
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let writing: Promise<void> | null = null;
  let endedMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  const enqueue = (batch: Batch): void => {
    waiting.push(batch);
    waitingRows += batch.events.length;
    waitingBytes += batch.bytes;
    schedule();
  };

  const take = (): Batch[] => {
    let rows = 0;
    let count = 0;
    while (count < waiting.length && rows < rowsMax) {
      const batch = waiting[count]!;
      if (count > 0 && rows + batch.events.length > rowsMax) break;
      rows += batch.events.length;
      waitingBytes -= batch.bytes;
      count += 1;
    }
    waitingRows -= rows;
    const taken = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return taken;
  };

  const putBack = (batch: Batch): void => {
    if (performance.now() > batch.deadlineMs) {
      batch.reject(tryAgain());
      return;
    }
    locked.add(batch);
    setTimeout(() => {
      if (locked.delete(batch)) enqueue(batch);
    }, lockedRetryMs);
  };

  /** The device was denied, or deleted, or let in again: it is told what a write of its own would be told. */
  const refuse = (batch: Batch): void => {
    writeAsDevice({ db }, batch.device, () => Promise.resolve()).then(
      () => batch.reject(tryAgain()),
      batch.reject,
    );
  };

  const settleMissed = async (missed: readonly Batch[]): Promise<void> => {
    if (missed.length === 0) return;
    const writable = new Set(
      await listWritableDevices(
        db,
        missed.map(({ device }) => device),
      ),
    );
    for (const batch of missed) (writable.has(batch.device.uuid) ? putBack : refuse)(batch);
  };

  const commit = async (batches: readonly Batch[]): Promise<void> => {
    let left = batches;
    try {
      const rows = batches.flatMap(rowsOf);
      const written = new Set((await insertDeviceEvents(pool, rows)).map(keyOf));
      options.onCommit?.(rows.length);
      left = batches.filter(({ device }) => !written.has(keyOf(device)));
      for (const batch of batches) {
        if (!written.has(keyOf(batch.device))) continue;
        pruning.note(batch.device.uuid);
        batch.resolve();
      }
      await settleMissed(left);
    } catch (error) {
      if (isDeadlock(error)) left.forEach(putBack);
      else for (const batch of left) batch.reject(isUnavailable(error) ? tryAgain(error) : error);
      log.warn({ err: error, batches: left.length }, 'events could not be committed');
    }
  };

  const flush = (): void => {
    timer = undefined;
    writing = commit(take()).then(() => {
      writing = null;
      endedMs = performance.now();
      schedule();
    });
  };
  const schedule = (): void => {
    if (writing !== null || waiting.length === 0) return;
    const isBusy = performance.now() - endedMs < gatherMs;
    if (waitingRows >= rowsMax || isClosed) {
      if (timer !== undefined) stopTimer();
      flush();
    } else if (timer === undefined) {
      timer = isBusy ? setTimeout(flush, gatherMs) : setImmediate(flush);
    }
  };
  const stopTimer = (): void => {
    clearTimeout(timer as NodeJS.Timeout);
    clearImmediate(timer as NodeJS.Immediate);
    timer = undefined;
  };

  return {
    record: (device, events, bytes) => {
      if (events.length === 0) return Promise.resolve();
      if (isClosed || waitingRows >= waitingMax || waitingBytes >= waitingBytesMax)
        return Promise.reject(tryAgain());
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const deadlineMs = performance.now() + patienceMs;
      enqueue({ device, events, bytes, deadlineMs, resolve, reject });
      return promise;
    },
    close: async () => {
      isClosed = true;
      for (const batch of locked) batch.reject(tryAgain());
      locked.clear();
      schedule();
      while (writing !== null) await writing;
      for (const batch of [...locked, ...waiting]) batch.reject(tryAgain());
      locked.clear();
      await pruning.close();
    },
  };
};
