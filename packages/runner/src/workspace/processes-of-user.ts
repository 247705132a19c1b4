/** Processes by their user: who has a user id of its own can be found whatever it called itself and wherever it went. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';

/** Any of the real, effective, saved and file system user (proc(5), `Uid`). */
const belongsTo = async (pid: string, userId: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  const [, ids = ''] = /^Uid:\s+(.+)$/m.exec(status) ?? [];
  const isZombie = /^State:\s+[ZX]/m.test(status);
  return !isZombie && ids.split(/\s+/).includes(String(userId));
};

/** The processes that live and have this user, as this process sees them. */
export const listProcessesOf = async (userId: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const pid of pids) if (await belongsTo(pid, userId)) found.push(Number(pid));
  return found;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
};

/** Sends a signal to every process of the user that is there now. */
export const signalProcessesOf = async (userId: number, name: NodeJS.Signals): Promise<void> => {
  for (const pid of await listProcessesOf(userId)) signal(pid, name);
};

const waitMs = 20;
const roundsMax = 500;

/** Kills until nobody of this user is left. Throws when some are after ten seconds of it. */
export const endProcessesOf = async (userId: number): Promise<void> => {
  for (let round = 0; round < roundsMax; round += 1) {
    const left = await listProcessesOf(userId);
    if (left.length === 0) return;
    for (const pid of left) signal(pid, 'SIGKILL');
    await after(waitMs);
  }
  throw new Error(`processes of user ${userId} cannot be ended`);
};
