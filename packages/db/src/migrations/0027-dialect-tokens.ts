/** What a token's dialect says of it, and secrets that can be shown again. Locks `tokens` and `token_secrets` for a moment. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // dialect_terms: what the dialect says of the token otherwise than in canonical scopes; null for nothing.
  await sql`alter table tokens add column dialect_terms jsonb`.execute(db);

  // A secret with a salt is derived from a key outside of the database, the token, the version and that salt; it can be
  // made again, and is shown in this form. All others are random and exist nowhere.
  await sql`
    alter table token_secrets
      add column salt bytea check (octet_length(salt) >= 16),
      add column derivation_key_version integer,
      add column form text check (form in ('token', 'hex64', 'hex256')),
      add constraint token_secrets_derivation_check check (
        num_nulls(salt, derivation_key_version, form) in (0, 3)
      )`.execute(db);

  // The text of such a secret has no public part, so its keyed hash finds it.
  await sql`create unique index token_secrets_derived_by_hash on token_secrets (hash) where salt is not null`.execute(
    db,
  );
};
