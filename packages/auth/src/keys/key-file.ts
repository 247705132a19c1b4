/** Files of keys that never enter the database: several versions of 32 bytes each, the highest of which is the present one. */
import { randomBytes } from 'node:crypto';
import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** How many bytes a key has. */
export const keyLength = 32;

/** The keys of one file by version. */
export interface VersionedKeys {
  readonly currentVersion: number;
  readonly keys: ReadonlyMap<number, Buffer>;
}

/** Where the keys stand: a file in the folder of keys, and the name of its only member. */
export interface KeyFile {
  readonly folder: string;
  readonly fileName: string;
  readonly member: string;
}

/** New keys with a version 1, for a first start or a test. */
export const drawVersionedKeys = (): VersionedKeys => ({
  currentVersion: 1,
  keys: new Map([[1, randomBytes(keyLength)]]),
});

/** Reads keys from their file, and makes none; null where there is no such file. Throws when it cannot be used. */
export const readVersionedKeys = async (file: KeyFile): Promise<VersionedKeys | null> => {
  const path = join(file.folder, file.fileName);
  try {
    return parseKeys(await readFile(path, 'utf8'), path, file.member);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/**
 * Reads keys from their file; the first time, makes them, in a file that its owner alone may read (0600). The file is
 * whole or absent, and two processes that start at once get the same. Throws when the file cannot be used.
 */
export const loadVersionedKeys = async (file: KeyFile): Promise<VersionedKeys> => {
  const present = await readVersionedKeys(file);
  if (present !== null) return present;
  const text = await loadKeyText(file, () =>
    Promise.resolve(formatKeys(drawVersionedKeys(), file.member)),
  );
  return parseKeys(text, join(file.folder, file.fileName), file.member);
};

/**
 * Reads the text of a secret file, which is made of what `draw` answers where there is none: 0600, whole or absent, and the
 * same for processes that start at once.
 */
export const loadKeyText = async (
  { folder, fileName }: Pick<KeyFile, 'folder' | 'fileName'>,
  draw: () => Promise<string>,
): Promise<string> => {
  const path = join(folder, fileName);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await writeNewText(path, await draw());
  await syncFolder(folder);
  return readFile(path, 'utf8');
};

/** Writes beside the file and links it into place: a link, unlike a rename, replaces nothing that is there already. */
const writeNewText = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
};

/** Makes a new name in the folder outlive a loss of power, before anything is stored under the keys. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const formatKeys = ({ keys }: VersionedKeys, member: string): string => {
  const versions = [...keys].map(([version, key]) => [version, key.toString('base64')]);
  return `${JSON.stringify({ [member]: Object.fromEntries(versions) as unknown }, null, 2)}\n`;
};

const parseKeys = (text: string, path: string, member: string): VersionedKeys => {
  const keys = new Map<number, Buffer>();
  for (const [version, key] of Object.entries(readMember(text, path, member))) {
    const bytes = Buffer.from(String(key), 'base64');
    if (!/^[1-9][0-9]{0,8}$/.test(version) || bytes.length !== keyLength)
      throw new Error(`${path}: version ${version} is not a key of ${keyLength} bytes`);
    keys.set(Number(version), bytes);
  }
  if (keys.size === 0) throw new Error(`${path} holds no key`);
  return { currentVersion: Math.max(...keys.keys()), keys };
};

/** The part of the file that matters. The parser's own message would quote the file, so it is not passed on. */
const readMember = (text: string, path: string, member: string): object => {
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[member];
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Falls through to the message below.
  }
  throw new Error(`${path} is not a file of ${member}`);
};
