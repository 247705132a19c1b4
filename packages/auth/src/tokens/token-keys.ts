/**
 * The peppers: keys that turn the secret of a token into what the database stores. They live in a file outside of the
 * database, so that a copy of the database logs nobody in. There may be several versions; the highest makes new hashes.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The peppers by version, 32 bytes each. */
export interface TokenKeys {
  readonly currentVersion: number;
  readonly peppers: ReadonlyMap<number, Buffer>;
}

/** A keyed hash, and the version of the pepper that made it. */
export interface SecretHash {
  readonly hash: Buffer;
  readonly keyVersion: number;
}

const pepperLength = 32;
const fileName = 'token-peppers.json';

const keyedHash = (pepper: Buffer, secret: string): Buffer =>
  createHmac('sha256', pepper).update(secret).digest();

/** HMAC-SHA256 of a secret under the current pepper. Full-entropy secrets need no slow hash. */
export const hashSecret = (keys: TokenKeys, secret: string): SecretHash => ({
  hash: keyedHash(keys.peppers.get(keys.currentVersion)!, secret),
  keyVersion: keys.currentVersion,
});

/** Compares in constant time; false when the pepper of that version is gone. */
export const isSecretOf = (keys: TokenKeys, secret: string, stored: SecretHash): boolean => {
  const pepper = keys.peppers.get(stored.keyVersion);
  if (pepper === undefined) return false;
  const hash = keyedHash(pepper, secret);
  return hash.length === stored.hash.length && timingSafeEqual(hash, stored.hash);
};

/** New peppers with a version 1, for a first start or a test. */
export const drawTokenKeys = (): TokenKeys => ({
  currentVersion: 1,
  peppers: new Map([[1, randomBytes(pepperLength)]]),
});

/**
 * Reads the peppers from the folder of keys; the first time, makes them, in a file that its owner alone may read (0600).
 * The file is whole or absent, and two processes that start at once get the same. Throws when the file cannot be used.
 */
export const loadTokenKeys = async (keysFolder: string): Promise<TokenKeys> => {
  const path = join(keysFolder, fileName);
  try {
    return parseKeys(await readFile(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await writeNewKeys(path);
  return parseKeys(await readFile(path, 'utf8'), path);
};

/** Writes beside the file and links it into place: a link, unlike a rename, replaces nothing that is there already. */
const writeNewKeys = async (path: string): Promise<void> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(formatKeys(drawTokenKeys()));
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

const formatKeys = (keys: TokenKeys): string => {
  const peppers = [...keys.peppers].map(([version, pepper]) => [
    version,
    pepper.toString('base64'),
  ]);
  return `${JSON.stringify({ peppers: Object.fromEntries(peppers) as unknown }, null, 2)}\n`;
};

const parseKeys = (text: string, path: string): TokenKeys => {
  const peppers = new Map<number, Buffer>();
  for (const [version, pepper] of Object.entries(readPeppers(text, path))) {
    const bytes = Buffer.from(String(pepper), 'base64');
    if (!/^[1-9][0-9]{0,8}$/.test(version) || bytes.length !== pepperLength)
      throw new Error(`${path}: version ${version} is not a pepper of ${pepperLength} bytes`);
    peppers.set(Number(version), bytes);
  }
  if (peppers.size === 0) throw new Error(`${path} holds no pepper`);
  return { currentVersion: Math.max(...peppers.keys()), peppers };
};

/** The part of the file that matters. The parser's own message would quote the file, so it is not passed on. */
const readPeppers = (text: string, path: string): object => {
  try {
    const { peppers } = JSON.parse(text) as { peppers?: unknown };
    if (typeof peppers === 'object' && peppers !== null) return peppers;
  } catch {
    // Falls through to the message below.
  }
  throw new Error(`${path} is not a file of token peppers`);
};
