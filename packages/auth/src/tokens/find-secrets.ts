/** Which stored secrets texts are of: one query for all of them, and none for what is no token. */
import { type Db, listTokenSecretHashes, type TokenSecretHashRow } from '@moorgate/db';
import { type PresentedText, readPresentedText, type TextKeys } from './read-presented-text.ts';
import { isSecretOf } from './token-keys.ts';

const isOf = (
  { keys }: TextKeys,
  { handle, kind, secret }: PresentedText,
  row: TokenSecretHashRow,
): boolean => {
  const isNamed = !('id' in handle) || (row.token_id === handle.id && row.kind === kind);
  return isNamed && isSecretOf(keys, secret, { hash: row.hash, keyVersion: row.key_version });
};

/** The stored secret of each text, ended ones included, in their order; undefined for what is none of ours. */
export const findSecrets = async (
  db: Db,
  keys: TextKeys,
  texts: readonly string[],
): Promise<(TokenSecretHashRow | undefined)[]> => {
  const presented = texts.map((text) => readPresentedText(keys, text));
  const handles = presented.flatMap((one) => (one === null ? [] : [one.handle]));
  if (handles.length === 0) return texts.map(() => undefined);
  const rows = await listTokenSecretHashes(db, {
    tokenIds: [...new Set(handles.flatMap((handle) => ('id' in handle ? [handle.id] : [])))],
    hashes: handles.flatMap((handle) => ('id' in handle ? [] : handle.hashes)),
  });
  return presented.map((one) =>
    one === null ? undefined : rows.find((row) => isOf(keys, one, row)),
  );
};

/** True for a secret that has been replaced, and whose overlap with its successor is over. */
export const isOutOfUse = (
  { retired_at: retiredAt, expires_at: end }: Pick<TokenSecretHashRow, 'retired_at' | 'expires_at'>,
  now: Date,
): boolean => retiredAt !== null || (end !== null && end <= now);
