/** POST /tokens */
import { issueToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { IssuedTokenSchema, TokenRequestSchema } from '../../schemas-tokens.ts';
import { toIssuedTokenBody, toTokenRequest } from '../../translate-tokens.ts';

export const issueTokenEndpoint = defineEndpoint({
  operationId: 'issueToken',
  method: 'POST',
  path: '/tokens',
  summary: 'Create a token of one’s own',
  description:
    'A token made with another token has at most its scopes, groups, networks and rate, ends no later, and is revoked with it.',
  tag: 'Tokens',
  access: { scopes: ['tokens:create'], byGroup: true },
  request: { body: TokenRequestSchema },
  responses: { 201: { description: 'The token, shown this once.', schema: IssuedTokenSchema } },
  faults: ['scope_not_held', 'token_not_narrower', 'token_uses_bounded'],
  answersSecret: true,
  handle: async (ctx: NativeContext, { body }) => {
    const issued = await issueToken(ctx, ctx.tokenKeys, toTokenRequest(body));
    return { status: 201, body: toIssuedTokenBody(issued) };
  },
});
