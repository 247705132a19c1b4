/** The folder of a runner: what stands where in it, and that it has one runner at a time. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fault } from '@moorgate/errors';

/** The places of one runner. */
export interface WorkFolder {
  readonly root: string;
  /** What distinguishes this folder from others on this host: twelve hexadecimal digits. */
  readonly mark: string;
  /** A folder for each run, which its script sees in parts. */
  readonly runs: string;
  /** What only the runner sees. */
  readonly state: string;
}

/** A folder that is ours until it is released, or this process ends. */
export interface HeldWorkFolder extends WorkFolder {
  release(): Promise<void>;
}

/** A name in the abstract namespace of Unix sockets belongs to a living process, however it ends (unix(7)). */
const holdName = async (name: string): Promise<Server> => {
  const server = createServer((socket) => socket.destroy());
  server.listen(`\0${name}`);
  await once(server, 'listening');
  return server.unref();
};

/**
 * Makes the folder where it is not there, and holds it. Users of runs may pass through it, and see nothing but what is theirs.
 * Throws `runner_work_folder_taken` where another runner holds it.
 */
export const holdWorkFolder = async (path: string): Promise<HeldWorkFolder> => {
  await mkdir(path, { recursive: true });
  const root = await realpath(path);
  const mark = createHash('sha256').update(root).digest('hex').slice(0, 12);
  let holder: Server;
  try {
    holder = await holdName(`moorgate-runner-${mark}`);
  } catch (cause) {
    throw fault('runner_work_folder_taken', { detail: `Another runner works in ${root}.`, cause });
  }
  const folder = { root, mark, runs: join(root, 'runs'), state: join(root, 'state') };
  await mkdir(folder.runs, { recursive: true });
  await mkdir(folder.state, { recursive: true });
  await chmod(root, 0o711);
  await chmod(folder.runs, 0o711);
  await chmod(folder.state, 0o700);
  return {
    ...folder,
    release: async () => {
      holder.close();
      await once(holder, 'close');
    },
  };
};
