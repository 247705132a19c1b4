/** Where processes of one host meet: Unix sockets, that of the signer among them. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataDirectory } from '../data-directory.ts';

/** The smallest of the systems' limits: macOS; Linux allows 107. */
const pathBytesMax = 103;

const signerName = 'signer.sock';

/** Of the sockets that workers of a gateway make. */
const tunnelSocketNameLength = 21;

/** The same for every start of an installation, and another one for every other. */
const shortFolder = ({ root }: DataDirectory): string =>
  join(tmpdir(), `moorgate-signer-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);

/** Under a folder that is open to everybody somebody else could have made one of this name. */
const requirePrivate = (folder: string): void => {
  const found = lstatSync(folder);
  const isPrivate = found.isDirectory() && found.uid === process.getuid?.() && !(found.mode & 0o77);
  if (!isPrivate) throw new Error(`${folder} is not a folder that its owner alone may enter`);
};

/**
 * The path of a socket, in a folder that nobody else may enter: `private/` of the data directory or, where its path, with what
 * may be put behind it, is too long for a socket, one in the temporary folder. Makes the folder. Throws one sentence when it is
 * open to others.
 */
export const prepareSocket = (
  directory: DataDirectory,
  socketName: string,
  longestSuffix = '',
): string => {
  const usual = join(directory.root, 'private');
  const longest = join(usual, `${socketName}${longestSuffix}`);
  const isShort = Buffer.byteLength(longest) <= pathBytesMax;
  const folder = isShort ? usual : shortFolder(directory);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  requirePrivate(folder);
  return join(folder, socketName);
};

/**
 * The folder in which the workers of the gateway have their sockets for beacons that are connected to them, beside the others.
 * Throws like `prepareSocket`.
 */
export const prepareTunnelFolder = (directory: DataDirectory): string => {
  const folder = prepareSocket(directory, 'tunnels', `/${'x'.repeat(tunnelSocketNameLength)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

/** The path of the socket of the signer, as `prepareSocket` makes it. */
export const prepareSignerSocket = (directory: DataDirectory): string =>
  prepareSocket(directory, signerName);
