/** Statements about authorization codes. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A code, used or not. */
export interface AuthorizationCodeRow {
  readonly id: string;
  readonly secret_hash: Buffer;
  readonly key_version: number;
  readonly client_id: string;
  readonly user_id: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
  readonly scopes: string[];
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly redeemed_at: Date | null;
  readonly token_ids: string[];
}

/** What a code begins with. */
export type NewAuthorizationCodeRow = Omit<
  AuthorizationCodeRow,
  'redeemed_at' | 'token_ids' | 'scopes'
> & { readonly scopes: readonly string[] };

const columns = [
  'id',
  'secret_hash',
  'key_version',
  'client_id',
  'user_id',
  'redirect_uri',
  'code_challenge',
  'scopes',
  'created_at',
  'expires_at',
  'redeemed_at',
  'token_ids',
] as const;

/** Inserts a code that nobody has used. */
export const insertAuthorizationCode = async (
  trx: Trx,
  row: NewAuthorizationCodeRow,
): Promise<void> => {
  await trx
    .insertInto('authorization_codes')
    .values({ ...row, scopes: [...row.scopes], redeemed_at: null })
    .execute();
};

/** Locks the code of this id. */
export const lockAuthorizationCodeById = (
  trx: Trx,
  id: string,
): Promise<AuthorizationCodeRow | undefined> =>
  trx
    .selectFrom('authorization_codes')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

/** Writes down what the code was exchanged for. */
export const updateAuthorizationCodeAsRedeemed = async (
  trx: Trx,
  id: string,
  redemption: { readonly at: Date; readonly tokenIds: readonly string[] },
): Promise<void> => {
  await trx
    .updateTable('authorization_codes')
    .set({ redeemed_at: redemption.at, token_ids: [...redemption.tokenIds] })
    .where('id', '=', id)
    .execute();
};

/** Deletes some of those that ended before `before`, as many as `limit`. */
export const deleteEndedAuthorizationCodes = async (
  db: Db,
  before: Date,
  limit: number,
): Promise<void> => {
  await sql`
    delete from authorization_codes where id in (
      select id from authorization_codes where expires_at < ${before}
      order by expires_at limit ${limit} for update skip locked
    )`.execute(db);
};
