/** Which token a text is of, whether it can be used or not. */
import type { Context } from '../context.ts';
import { findSecrets, isOutOfUse } from '../tokens/find-secrets.ts';
import type { TextKeys } from '../tokens/read-presented-text.ts';

/**
 * The id of the token that a text is of, ended ones included; null for every other text. Whoever has a text whose secret was
 * rotated away has the token no more. Costs no query for a text with a wrong check.
 */
export const findTokenIdByText = async (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  keys: TextKeys,
  text: string,
): Promise<string | null> => {
  const [secret] = await findSecrets(db, keys, [text]);
  return secret === undefined || isOutOfUse(secret, clock.now()) ? null : secret.token_id;
};
