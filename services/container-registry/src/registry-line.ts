/** The processes of the registry one after another, behind one socket that never goes away. */
import { symlink, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type RegistryProcess,
  type RegistrySurroundings,
  startRegistryProcess,
} from './registry-process.ts';

/** What answers at the socket. */
export interface RegistryLine {
  /**
   * Starts another process in this mode, which from then on answers everything new; what is under way at the one before it
   * goes on there, for so long at most, and then it ends. Resolves with its end. Rejects, with nothing changed, when the new
   * one does not start.
   */
  replace(isReadOnly: boolean, graceMs: number): Promise<void>;
  /** The process that answers. */
  pid(): number;
  /** Settles when a process ends that nobody asked to, with the reason. */
  readonly broken: Promise<string>;
  /** Ends every process, after so long at most, whatever they were granted before; nothing starts any more. */
  stop(graceMs: number): Promise<void>;
}

/** A name that leads to another socket: unlike a socket, it can be put in the place of another one at once. */
const point = async (link: string, target: string): Promise<void> => {
  const draft = `${link}.new`;
  await symlink(basename(target), draft).catch((error: NodeJS.ErrnoException) => {
    // Left behind by one that was killed.
    if (error.code !== 'EEXIST') throw error;
  });
  await rename(draft, link);
};

/** Opens it, ready to write. Rejects when the registry does not start. */
export const openRegistryLine = async (
  surroundings: RegistrySurroundings,
): Promise<RegistryLine> => {
  const { socket } = surroundings.config;
  const breaking = Promise.withResolvers<string>();
  const asked = new WeakSet<RegistryProcess>();
  const stopping = new AbortController();
  const running = new Set<RegistryProcess>();
  let generation = 0;

  const end = async (one: RegistryProcess, graceMs: number): Promise<void> => {
    asked.add(one);
    await one.stop(graceMs);
    running.delete(one);
  };

  const start = async (isReadOnly: boolean): Promise<RegistryProcess> => {
    stopping.signal.throwIfAborted();
    // Two are there at once at most; one that does not start leaves the socket of the present one alone.
    const socketPath = `${socket}.${String((generation + 1) % 3)}`;
    const mode = { socketPath, isReadOnly };
    const started = await startRegistryProcess(surroundings, mode, stopping.signal);
    running.add(started);
    try {
      stopping.signal.throwIfAborted();
      await point(socket, socketPath);
    } catch (error) {
      await end(started, 0);
      throw error;
    }
    generation += 1;
    void started.ended.then((reason) => {
      if (!asked.has(started)) breaking.resolve(reason);
    });
    return started;
  };

  let current = await start(false);
  return {
    broken: breaking.promise,
    pid: () => current.pid,
    replace: async (isReadOnly, graceMs) => {
      const before = current;
      current = await start(isReadOnly);
      await end(before, graceMs);
    },
    stop: async (graceMs) => {
      stopping.abort(new Error('the keeper of the registry was stopped'));
      await Promise.all([...running].map((one) => end(one, graceMs)));
    },
  };
};
