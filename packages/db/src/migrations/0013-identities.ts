/** Who people are at the providers that they log in with. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // issuer: whom the provider's name stood for when the identity was linked, so that an entry of the configuration that
  // is pointed at somebody else does not hand over the accounts. A person has one identity of a provider at most.
  await sql`
    create table identities (
      provider text not null,
      subject text not null,
      issuer text not null,
      user_id uuid not null references users (id),
      login text not null,
      linked_at timestamptz not null,
      last_login_at timestamptz,
      primary key (provider, subject),
      unique (user_id, provider)
    )`.execute(db);
  await sql`grant select, insert, delete, update (login, last_login_at) on identities to moorgate_admin`.execute(
    db,
  );
};
