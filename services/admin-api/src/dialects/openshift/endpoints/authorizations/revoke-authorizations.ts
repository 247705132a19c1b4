/** DELETE /broker/rest/user/authorizations */
import { revokeDerivedTokens } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { dialectName, type OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import { bothFormats, ScopeQuerySchema } from '../../schemas.ts';
import { scopesOfTerms } from '../../scope-grammar.ts';
import { toUserId } from '../../translate.ts';
import { badEncoding, commonFaults, formOf, identityHeaders, spellingsOf } from '../answer.ts';
import { revoked } from './revoked.ts';

export const revokeAuthorizationsEndpoint = defineEndpoint({
  operationId: 'revokeAuthorizations',
  method: 'DELETE',
  path: '/user/authorizations',
  aliases: spellingsOf('/user/authorizations'),
  summary: 'Revoke all authorizations',
  description: 'One’s own, or those that have a scope; the one that asks among them.',
  tag: 'Authorizations',
  access: { authenticated: true },
  request: { query: ScopeQuerySchema },
  responses: {
    ...badEncoding,
    200: {
      description: 'They are accepted nowhere.',
      content: bothFormats(Type.Null()),
      headers: identityHeaders,
    },
    204: { description: 'The same, up to version 1.4.', headers: identityHeaders },
  },
  faults: [...commonFaults, 'committed_unconfirmed'],
  handle: async (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    requireAction(ctx.principal, 'destroy_authorization');
    const { scope = '' } = input.query;
    await revokeDerivedTokens(ctx, {
      dialect: dialectName,
      fits: (terms) => scope === '' || scopesOfTerms(terms).includes(scope),
    });
    const which = scope === '' ? '' : ` with scope ${scope}`;
    return revoked(form, `All authorizations for ${toUserId(ctx.principal)}${which} are revoked.`);
  },
});
