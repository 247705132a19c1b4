/** GET /broker/rest/user/authorization/{id} */
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import type { OpenShiftContext } from '../../context.ts';
import { requireAction } from '../../permissions.ts';
import {
  AuthorizationParamsSchema,
  AuthorizationSchema,
  bothFormats,
  FormQuerySchema,
} from '../../schemas.ts';
import {
  answer,
  badEncoding,
  commonFaults,
  formOf,
  identityHeaders,
  withoutEnding,
} from '../answer.ts';
import { authorizationShower, findAuthorization, memberAliases, memberPath } from './shared.ts';

export const showAuthorizationEndpoint = defineEndpoint({
  operationId: 'showAuthorization',
  method: 'GET',
  path: memberPath,
  aliases: memberAliases,
  summary: 'Show an authorization',
  description: 'One’s own, ended ones too, by its id or by its token.',
  tag: 'Authorizations',
  access: { authenticated: true },
  request: { params: AuthorizationParamsSchema, query: FormQuerySchema },
  responses: {
    ...badEncoding,
    200: {
      description: 'The authorization.',
      content: bothFormats(AuthorizationSchema),
      headers: identityHeaders,
    },
  },
  faults: [...commonFaults, 'token_not_found'],
  handle: async (ctx: OpenShiftContext, input) => {
    const form = formOf(input);
    if (requireAction(ctx.principal, 'read authorizations') === 'nothing')
      throw fault('token_not_found');
    const token = await findAuthorization(ctx, withoutEnding(input.params.id));
    const of = authorizationShower(ctx, form, input.headers)(token);
    const content = { element: 'authorization', of };
    return answer(form, { type: 'authorization', content, text: 'Display authorization' });
  },
});
