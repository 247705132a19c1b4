/** The grant type `client_credentials` (RFC 6749, 4.4): a client that acts for its owner. */
import { withDb } from '@moorgate/auth';
import { deleteUnusedGrants, inTransaction } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { GrantType } from './grant.ts';
import { issueGrant } from './issue-grant.ts';
import { chooseScopes } from './requested-scopes.ts';

/** How long, and how many, grants are kept that nobody refreshes. */
const keptMs = 86_400_000;
const keptMax = 100;

/**
 * Gives a client that proved who it is all that it has, or the scopes that it asks for. Existing clients ask once and go on
 * with the refresh token, so there is one, which RFC 6749, 4.4.3, would leave out. Others ask again each time: of the grants
 * that a client never refreshes, the newest hundred are kept, and all of the last day.
 */
export const clientCredentialsGrant: GrantType = {
  clients: 'registered',
  issue: (ctx, services, { client, scopes, sender }) => {
    if (client === null) throw fault('client_invalid');
    if (!client.isAuthenticated)
      throw fault('client_unauthorized', { detail: 'A public client does not act for itself.' });
    const actor = { ...ctx, principal: client.principal };
    return inTransaction(ctx.db, async (trx) => {
      const issued = await issueGrant(withDb(actor, trx), services, {
        client,
        user: client.principal,
        scopes: chooseScopes(scopes, client.limits.scopes),
        groups: client.limits.groups,
        sender,
        grant: 'client_credentials',
      });
      const before = new Date(ctx.clock.now().getTime() - keptMs);
      await deleteUnusedGrants(trx, { clientId: client.id, before, keep: keptMax });
      return issued;
    });
  },
};
