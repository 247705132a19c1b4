/** PATCH /tokens/{id} */
import { changeToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { TokenIdParamsSchema } from '../../schemas.ts';
import { TokenChangeSchema, TokenSchema } from '../../schemas-tokens.ts';
import { toTokenBody, toTokenChange } from '../../translate-tokens.ts';
import { tokenVersions } from './token-versions.ts';

export const changeTokenEndpoint = defineEndpoint({
  operationId: 'changeToken',
  method: 'PATCH',
  path: '/tokens/{id}',
  summary: 'Change, narrow, disable or enable a token',
  description:
    'Scopes, groups, networks and the rate only grow narrower, and with them those of whatever was made with the token. Who may change it is who may revoke it; what an administrator disabled, administrators enable.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema, body: TokenChangeSchema },
  responses: { 200: { description: 'The token as it is now.', schema: TokenSchema } },
  faults: [
    'token_not_found',
    'scope_missing',
    'token_ended',
    'token_not_narrower',
    'token_parent_disabled',
    'committed_unconfirmed',
  ],
  versioned: tokenVersions,
  handle: async (ctx, { params, body, precondition }) => {
    const token = await changeToken(ctx, params.id, {
      ...toTokenChange(body),
      require: (present) => precondition.require(toTokenBody(present)),
    });
    return { status: 200, body: toTokenBody(token) };
  },
});
