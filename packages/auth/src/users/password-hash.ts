/** Slow hashes of passwords, in the PHC string format. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { networkOf } from '@moorgate/config';
import { passwordTurns } from './password-turns.ts';

const derive = promisify(argon2);

interface Cost {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** What new hashes cost: about 40 ms and 19 MiB. */
const presentCost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };

/** No stored hash may ask for more: whoever can write the table must not be able to take the memory of the host. */
const maxCost: Cost = { memory: 1_048_576, passes: 16, parallelism: 16 };

const saltLength = 16;
const hashLength = 32;

const phcPattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** The same password typed on another keyboard can be made of other code points, so both sides are normalised (NFC). */
const deriveKey = (password: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  derive('argon2id', {
    message: password.normalize('NFC'),
    nonce: salt,
    tagLength: hashLength,
    ...cost,
  });

/** The work of one address takes turns with that of the others; null stands for the host itself. */
const inTurn = <T>(address: string | null, work: () => Promise<T>): Promise<T> =>
  passwordTurns.take((address === null ? null : networkOf(address)) ?? 'host', work);

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/**
 * Hashes a password with argon2id (RFC 9106) and a new salt, as a PHC string that names its parameters. Takes a turn of the
 * address that asks; throws `rate_limited` and `service_unavailable` when too much waits.
 */
export const hashPassword = async (
  password: string,
  address: string | null = null,
): Promise<string> => {
  const salt = randomBytes(saltLength);
  const key = await inTurn(address, () => deriveKey(password, salt, presentCost));
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
 * not tell which users exist. `isOutdated` asks for a new hash of the same password, with what hashes cost now. Takes a
 * turn of the address that asks; throws `rate_limited` and `service_unavailable` when too much waits.
 */
export const verifyPassword = async (
  password: string,
  phc: string | null,
  address: string | null = null,
): Promise<{ isCorrect: boolean; isOutdated: boolean }> => {
  const stored = phc === null ? null : parsePhc(phc);
  const { cost, salt, key } = stored ?? absentHash;
  const derived = await inTurn(address, () => deriveKey(password, salt, cost));
  const isEqual = timingSafeEqual(derived, key);
  const isCorrect = isEqual && stored !== null;
  const isPresent =
    cost.memory === presentCost.memory &&
    cost.passes === presentCost.passes &&
    cost.parallelism === presentCost.parallelism;
  return { isCorrect, isOutdated: isCorrect && !isPresent };
};
