/** Recovery codes: ten ways in for somebody who lost their authenticator, each good once. */
import { randomBytes } from 'node:crypto';
import {
  insertRecoveryCodes,
  listUnusedRecoveryCodes,
  type Trx,
  updateRecoveryCodeUsed,
} from '@moorgate/db';
import { hashSecret, isSecretOf, type TokenKeys } from '../tokens/token-keys.ts';

const codeCount = 10;

/** Crockford's base 32, without letters that look like digits; 32 values, so that no byte favours any. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 80 random bits: nothing that can be guessed, so a keyed hash protects it as it does tokens. */
const drawCode = (): string =>
  [...randomBytes(16)]
    .map((byte) => alphabet.charAt(byte % 32))
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');

const normalise = (code: string): string => code.replaceAll('-', '').toLowerCase();

/** Gives a user ten new codes, and answers them; nothing but their keyed hashes is stored. */
export const issueRecoveryCodes = async (
  trx: Trx,
  keys: TokenKeys,
  userId: string,
): Promise<string[]> => {
  const codes = Array.from({ length: codeCount }, drawCode);
  const hashes = codes.map((code) => hashSecret(keys, normalise(code)));
  await insertRecoveryCodes(trx, userId, hashes);
  return codes;
};

/** Uses a code up; false for one that is wrong or was used before. The transaction holds the second factor locked. */
export const spendRecoveryCode = async (
  trx: Trx,
  keys: TokenKeys,
  attempt: { readonly userId: string; readonly code: string; readonly at: Date },
): Promise<boolean> => {
  const { userId, code, at } = attempt;
  const rows = await listUnusedRecoveryCodes(trx, userId);
  const given = normalise(code);
  // All are compared, so that the time does not tell which one it was.
  const [row] = rows.filter((stored) =>
    isSecretOf(keys, given, { hash: stored.hash, keyVersion: stored.key_version }),
  );
  return row !== undefined && updateRecoveryCodeUsed(trx, { userId, hash: row.hash, at });
};
