/** GET /broker/rest/user/authorizations */
import { listDerivedTokens } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { dialectName, type OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import { AuthorizationSchema, bothFormats, FormQuerySchema } from '../../schemas.ts';
import {
  answer,
  badEncoding,
  commonFaults,
  formOf,
  identityHeaders,
  spellingsOf,
} from '../answer.ts';
import { authorizationShower } from './shared.ts';

export const listAuthorizationsEndpoint = defineEndpoint({
  operationId: 'listAuthorizations',
  method: 'GET',
  path: '/user/authorizations',
  aliases: spellingsOf('/user/authorizations'),
  summary: 'List authorizations',
  description: 'One’s own that can be used now, newest first, 1,000 at most.',
  tag: 'Authorizations',
  access: { authenticated: true },
  request: { query: FormQuerySchema },
  responses: {
    ...badEncoding,
    200: {
      description: 'The authorizations, with their tokens.',
      content: bothFormats(Type.Array(AuthorizationSchema)),
      headers: identityHeaders,
    },
  },
  faults: commonFaults,
  handle: async (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    const reach = requireAction(ctx.principal, 'read authorizations');
    const tokens =
      reach === 'all' ? await listDerivedTokens(ctx, ctx.derivedTokens, dialectName) : [];
    const items = tokens.map(authorizationShower(ctx, form, input.headers));
    const content = { element: 'authorization', items };
    return answer(form, { type: 'authorizations', content, text: 'List authorizations' });
  },
});
