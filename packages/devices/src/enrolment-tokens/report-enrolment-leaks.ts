/** Reports of leaked enrolment tokens: from anybody, believed when the secret is right, and acted upon at once. */
import { type Context, isSecretOf, parseToken, type TokenKeys } from '@moorgate/auth';
import { findEnrolmentCredentialById } from '@moorgate/db';
import { revokeEnrolmentToken } from './revoke-enrolment-token.ts';

/** The id and the factory of the token that the text is; null where it is none of ours. */
const findLeaked = async (
  { db }: Pick<Context, 'db'>,
  keys: TokenKeys,
  text: string,
): Promise<{ readonly id: string; readonly factory: string } | null> => {
  const token = parseToken(text);
  if (token?.kind !== 'enr') return null;
  const row = await findEnrolmentCredentialById(db, token.id);
  if (row === undefined) return null;
  const { id, factory, secret_hash: hash, key_version: keyVersion } = row;
  return isSecretOf(keys, token.secret, { hash, keyVersion }) ? { id, factory } : null;
};

/**
 * Says of each text, in their order, whether it is an enrolment token, and revokes those that are. Nothing tells whether
 * one was still good.
 */
export const reportEnrolmentLeaks = async (
  surroundings: Omit<Context, 'principal'>,
  keys: TokenKeys,
  texts: readonly string[],
): Promise<boolean[]> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'leak report' } };
  const verdicts: boolean[] = [];
  for (const text of texts) {
    const leaked = await findLeaked(ctx, keys, text);
    if (leaked !== null) await revokeEnrolmentToken(ctx, leaked);
    verdicts.push(leaked !== null);
  }
  return verdicts;
};
