/** SQL on sessions: tokens of kind `ses`, with what `sessions` adds to them. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly created_ip: string | null;
  readonly user_agent: string | null;
}

/** Adds what a session has beside what its token has. */
export const insertSession = async (
  trx: Trx,
  session: { readonly tokenId: string; readonly userAgent: string | null },
): Promise<void> => {
  await trx
    .insertInto('sessions')
    .values({ token_id: session.tokenId, user_agent: session.userAgent })
    .execute();
};

/** The sessions of an owner that are open at `now`, oldest first, from behind `after`. */
export const listOpenSessionsByOwner = (
  db: Db,
  ownerId: string,
  page: {
    readonly now: Date;
    readonly after: { readonly createdAt: Date; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<SessionRow[]> => {
  let query = db
    .selectFrom('tokens')
    .leftJoin('sessions', 'sessions.token_id', 'tokens.id')
    .select((builder) => [
      'tokens.id',
      'tokens.created_at',
      'tokens.expires_at',
      'tokens.last_used_at',
      builder.fn<string | null>('host', ['tokens.created_ip']).as('created_ip'),
      'sessions.user_agent',
    ])
    .where('tokens.owner_id', '=', ownerId)
    .where('tokens.kind', '=', 'ses')
    .where('tokens.revoked_at', 'is', null)
    .where('tokens.expires_at', '>', page.now);
  if (page.after !== null)
    query = query.where(
      sql<boolean>`(tokens.created_at, tokens.id) > (${page.after.createdAt}, ${page.after.id})`,
    );
  return query.orderBy('tokens.created_at').orderBy('tokens.id').limit(page.limit).execute();
};

/** A session of the active account of this name, open or ended, that was begun from the network (in CIDR form). */
export const findSessionByNetwork = (
  db: Db,
  from: { readonly username: string; readonly network: string },
): Promise<{ readonly id: string } | undefined> =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select('tokens.id')
    .where('users.username', '=', from.username)
    .where('users.deactivated_at', 'is', null)
    .where('tokens.kind', '=', 'ses')
    .where(sql<boolean>`tokens.created_ip <<= ${from.network}::inet`)
    .limit(1)
    .executeTakeFirst();
