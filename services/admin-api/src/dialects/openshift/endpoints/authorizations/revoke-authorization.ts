/** DELETE /broker/rest/user/authorization/{id} */
import { revokeDerivedTokens } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { dialectName, type OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import { AuthorizationParamsSchema, bothFormats, FormQuerySchema } from '../../schemas.ts';
import { badEncoding, commonFaults, formOf, identityHeaders, withoutEnding } from '../answer.ts';
import { revoked } from './revoked.ts';
import { memberAliases, memberPath, tokenIdOf } from './shared.ts';

export const revokeAuthorizationEndpoint = defineEndpoint({
  operationId: 'revokeAuthorization',
  method: 'DELETE',
  path: memberPath,
  aliases: memberAliases,
  summary: 'Revoke an authorization',
  description: 'One’s own, by its id or by its token; one that does not exist is revoked already.',
  tag: 'Authorizations',
  access: { authenticated: true },
  request: { params: AuthorizationParamsSchema, query: FormQuerySchema },
  responses: {
    ...badEncoding,
    200: {
      description: 'It is accepted nowhere.',
      content: bothFormats(Type.Null()),
      headers: identityHeaders,
    },
    204: { description: 'The same, up to version 1.4.', headers: identityHeaders },
  },
  faults: [...commonFaults, 'committed_unconfirmed'],
  handle: async (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    requireAction(ctx.principal, 'destroy_authorization');
    const text = withoutEnding(input.params.id);
    const id = await tokenIdOf(ctx, text);
    if (id !== null) await revokeDerivedTokens(ctx, { dialect: dialectName, id });
    return revoked(form, `Authorization ${text} is revoked.`);
  },
});
