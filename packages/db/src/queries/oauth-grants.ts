/** SQL on what OAuth clients hold: refresh tokens, each of which stands for a grant. */
import { sql } from 'kysely';
import type { Trx } from '../database.ts';

/**
 * Deletes grants that a client gave itself (`client_credentials`) before `before` and never refreshed, but for the newest
 * `keep`, with their access tokens, which lived for an hour. Whoever calls it has locked the client.
 */
export const deleteUnusedGrants = async (
  trx: Trx,
  grants: { readonly clientId: string; readonly before: Date; readonly keep: number },
): Promise<void> => {
  const { clientId, before, keep } = grants;
  await sql`
    with recursive line as (
      (
        select id, family_id from tokens
        where parent_id = ${clientId} and kind = 'ort' and last_used_at is null and created_at < ${before}
          and dialect_terms->>'grant' = 'client_credentials'
        order by created_at desc offset ${keep}
      )
      union
      select tokens.id, tokens.family_id
      from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
    )
    delete from tokens where id in (select id from line)`.execute(trx);
};
