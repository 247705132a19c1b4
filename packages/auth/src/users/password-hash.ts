/** Passwords: the rule for new ones, and their slow hashes in the PHC string format. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { fault } from '@moorgate/errors';

const derive = promisify(argon2);

interface Cost {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** What new hashes cost: about 40 ms and 19 MiB. At most four run at once, in the threads that Node keeps for such work. */
const presentCost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };

/** No stored hash may ask for more: whoever can write the table must not be able to take the memory of the host. */
const maxCost: Cost = { memory: 1_048_576, passes: 16, parallelism: 16 };

const saltLength = 16;
const hashLength = 32;
const passwordCharactersMin = 12;
const passwordBytesMax = 1_024;

const phcPattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** Passes for a password that may be set: 12 characters at least, 1,024 bytes at most. Throws `invalid_request`. */
export const checkNewPassword = (password: string): void => {
  const isLongEnough = [...password].length >= passwordCharactersMin;
  if (isLongEnough && Buffer.byteLength(password) <= passwordBytesMax) return;
  const message = isLongEnough
    ? `must have at most ${passwordBytesMax} bytes`
    : `must have at least ${passwordCharactersMin} characters`;
  throw fault('invalid_request', { issues: [{ pointer: '/password', message }] });
};

/** The same password typed on another keyboard can be made of other code points, so both sides are normalised (NFC). */
const deriveKey = (password: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  derive('argon2id', {
    message: password.normalize('NFC'),
    nonce: salt,
    tagLength: hashLength,
    ...cost,
  });

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** Hashes a password with argon2id (RFC 9106) and a new salt, as a PHC string that names its parameters. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(saltLength);
  const key = await deriveKey(password, salt, presentCost);
  const { memory, passes, parallelism } = presentCost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(key)}`;
};

interface StoredHash {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
}

const parsePhc = (phc: string): StoredHash | null => {
  const match = phcPattern.exec(phc);
  if (match === null) return null;
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number];
  const isAffordable =
    memory <= maxCost.memory && passes <= maxCost.passes && parallelism <= maxCost.parallelism;
  if (!isAffordable) return null;
  return {
    cost: { memory, passes, parallelism },
    salt: Buffer.from(match[4]!, 'base64'),
    key: Buffer.from(match[5]!, 'base64'),
  };
};

/** Stands in for a user who does not exist, or has no password: a check against it costs the same and never succeeds. */
const absentHash: StoredHash = {
  cost: presentCost,
  salt: Buffer.alloc(saltLength),
  key: Buffer.alloc(hashLength),
};

/**
 * Whether this is the password of the hash. Null as the hash costs the same time and answers false, so that an answer does
 * not tell which users exist. `isOutdated` asks for a new hash of the same password, with what hashes cost now.
 */
export const verifyPassword = async (
  password: string,
  phc: string | null,
): Promise<{ isCorrect: boolean; isOutdated: boolean }> => {
  const stored = phc === null ? null : parsePhc(phc);
  const { cost, salt, key } = stored ?? absentHash;
  const isEqual = timingSafeEqual(await deriveKey(password, salt, cost), key);
  const isCorrect = isEqual && stored !== null;
  const isPresent =
    cost.memory === presentCost.memory &&
    cost.passes === presentCost.passes &&
    cost.parallelism === presentCost.parallelism;
  return { isCorrect, isOutdated: isCorrect && !isPresent };
};
