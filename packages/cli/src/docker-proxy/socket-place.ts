/** Where the socket is that Docker clients of this host and this user open. */
import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** The path of a Unix socket has no more bytes. */
const pathBytesMax = 107;
const others = 0o077;

/** A folder that goes with the session of the user (XDG Base Directory Specification), or one below that of temporary files. */
const folderOf = ({ environment }: Pick<Terminal, 'environment'>): string => {
  const { XDG_RUNTIME_DIR: session = '' } = environment;
  return isAbsolute(session)
    ? join(session, 'moorgate')
    : join(tmpdir(), `moorgate-${String(process.getuid?.() ?? 0)}`);
};

/** Whoever may open the socket acts as the user. */
const requirePrivate = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(folder);
  if ((mode & others) !== 0 || uid !== process.getuid?.())
    throw new CommandError(
      exitCodes.failed,
      `${folder} may be entered by others: whoever opens the socket there would act as you`,
    );
};

/**
 * The path of the socket for a host: the one that was asked for, or one of its own in a folder of the user. Throws
 * `CommandError` for a path that is too long, and where others may enter the folder.
 */
export const placeSocket = async (
  terminal: Pick<Terminal, 'environment'>,
  { asked, hostId }: { readonly asked: string | undefined; readonly hostId: string },
): Promise<string> => {
  const path =
    asked === undefined ? join(folderOf(terminal), `docker-${hostId}.sock`) : resolve(asked);
  if (Buffer.byteLength(path) > pathBytesMax)
    throw new CommandError(
      exitCodes.usage,
      `${path}: the path of a socket has ${String(pathBytesMax)} bytes at most; name another one with --socket`,
    );
  await requirePrivate(dirname(path));
  return path;
};
