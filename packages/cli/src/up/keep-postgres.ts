/** The embedded PostgreSQL, started again when it ends without having been asked to. */
import { setTimeout as after } from 'node:timers/promises';
import type { Store } from '../store.ts';

const lookMs = 500;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Ends the watch; resolves when nothing is being started any more. */
export type StopWatching = () => Promise<void>;

/** Looks after the server until it is told to stop. What keeps the server from starting is told, and tried again. */
export const keepPostgres = (store: Store): StopWatching => {
  const stopping = new AbortController();
  const watching = (async () => {
    while (await isTimeToLook(stopping.signal)) await look(store);
  })();
  return async () => {
    stopping.abort();
    await watching;
  };
};

/** True after a while, false as soon as there is nothing to look after any more. */
const isTimeToLook = (signal: AbortSignal): Promise<boolean> =>
  after(lookMs, true, { signal }).catch(() => false);

const look = async (store: Store): Promise<void> => {
  const pid = store.postgresPid();
  if (pid === null || isAlive(pid)) return;
  process.stderr.write('moorgate: PostgreSQL ended; starting it again\n');
  await store.revive().catch((error: unknown) => {
    process.stderr.write(`moorgate: ${error instanceof Error ? error.message : String(error)}\n`);
  });
};
