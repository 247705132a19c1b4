/** SQL on `token_secrets`: the keyed hashes of a token's secrets, one row for each version. */
import type { Trx } from '../database.ts';

export interface TokenSecretInsert {
  readonly tokenId: string;
  readonly version: number;
  readonly hash: Buffer;
  readonly keyVersion: number;
  readonly createdAt: Date;
}

/** Inserts one version of a token's secret, which counts until it is retired or the token ends. */
export const insertTokenSecret = async (trx: Trx, secret: TokenSecretInsert): Promise<void> => {
  await trx
    .insertInto('token_secrets')
    .values({
      token_id: secret.tokenId,
      version: secret.version,
      hash: secret.hash,
      key_version: secret.keyVersion,
      created_at: secret.createdAt,
      expires_at: null,
      retired_at: null,
      reused_at: null,
    })
    .execute();
};
