/** Which token a text is of, whether it can be used or not. */
import { type Db, findTokenIdByHash, listTokenSecretHashes } from '@moorgate/db';
import { readPresentedText, type TextKeys } from '../tokens/read-presented-text.ts';
import { isSecretOf } from '../tokens/token-keys.ts';

/**
 * The id of the token that a text is of, ended ones included; null for every other text. Whoever has a text whose secret was
 * rotated away has the token no more. Costs no query for a text with a wrong check.
 */
export const findTokenIdByText = async (
  db: Db,
  keys: TextKeys,
  text: string,
): Promise<string | null> => {
  const presented = readPresentedText(keys, text);
  if (presented === null) return null;
  const { handle, secret, kind } = presented;
  if (!('id' in handle)) return (await findTokenIdByHash(db, handle.hashes)) ?? null;
  const rows = await listTokenSecretHashes(db, [handle.id]);
  const found = rows.find(
    ({ retired_at: retiredAt, kind: kindOfRow, hash, key_version: keyVersion }) =>
      retiredAt === null &&
      kindOfRow === kind &&
      isSecretOf(keys.keys, secret, { hash, keyVersion }),
  );
  return found === undefined ? null : handle.id;
};
