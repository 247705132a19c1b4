/** The grant type `client_credentials` (RFC 6749, 4.4): a client that acts for its owner. */
import { fault } from '@moorgate/errors';
import type { GrantType } from './grant.ts';
import { issueGrant } from './issue-grant.ts';
import { chooseScopes } from './requested-scopes.ts';

/**
 * Gives a client that proved who it is all that it has, or the scopes that it asks for. Existing clients ask once and go on
 * with the refresh token, so there is one, which RFC 6749, 4.4.3, would leave out.
 */
export const clientCredentialsGrant: GrantType = {
  clients: 'registered',
  issue: (ctx, services, { client, scopes, sender }) => {
    if (client === null) throw fault('client_invalid');
    if (!client.isAuthenticated)
      throw fault('client_unauthorized', { detail: 'A public client does not act for itself.' });
    return issueGrant({ ...ctx, principal: client.principal }, services, {
      client,
      user: client.principal,
      scopes: chooseScopes(scopes, client.limits.scopes),
      groups: client.limits.groups,
      sender,
      grant: 'client_credentials',
    });
  },
};
