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
  let generation = 0;

  const start = async (isReadOnly: boolean): Promise<RegistryProcess> => {
    generation += 1;
    // Two are there at once at most.
    const socketPath = `${socket}.${String(generation % 3)}`;
    const started = await startRegistryProcess(surroundings, { socketPath, isReadOnly });
    void started.ended.then((reason) => {
      if (!asked.has(started)) breaking.resolve(reason);
    });
    await point(socket, socketPath);
    return started;
  };

  const end = (one: RegistryProcess, graceMs: number): Promise<void> => {
    asked.add(one);
    return one.stop(graceMs);
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
    stop: (graceMs) => end(current, graceMs),
  };
};
