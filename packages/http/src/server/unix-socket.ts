/** Unix sockets at which one service answers another on the same host. */
import type { Server } from 'node:http';
import { chmod, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';

const groupEnters = 0o010;

/** True while somebody answers at the socket of this path. */
export const isSocketAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** For the owner, and for the group where it may enter the folder: that is how a service of another user gets here. */
const socketModeFor = async (folder: string): Promise<number> =>
  ((await stat(folder)).mode & groupEnters) === 0 ? 0o600 : 0o660;

/**
 * Listens at a socket that nobody may open but its owner, and the group of its folder where that may enter it. What a
 * process left behind that did not end in good order is taken away. Rejects with one sentence where `what` answers there
 * already, and when the path cannot be used.
 */
export const listenOnSocket = async (server: Server, path: string, what: string): Promise<void> => {
  if (await isSocketAnswered(path))
    throw new Error(`${path} is in use: another ${what} answers there`);
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
  await chmod(path, await socketModeFor(dirname(path)));
};
