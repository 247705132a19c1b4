/** POST /service-accounts/{name}/tokens */
import { issueServiceToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ServiceAccountParamsSchema } from '../../schemas-service-accounts.ts';
import { IssuedTokenSchema, TokenRequestSchema } from '../../schemas-tokens.ts';
import { toIssuedTokenBody, toTokenRequest } from '../../translate-tokens.ts';

export const issueServiceTokenEndpoint = defineEndpoint({
  operationId: 'issueServiceToken',
  method: 'POST',
  path: '/service-accounts/{name}/tokens',
  summary: 'Create a token of a service account',
  description:
    'Its owner alone, with `tokens:create`, within the rights of both. One that is made with a token is limited by that one, and revoked with it.',
  tag: 'Service accounts',
  access: { authenticated: true },
  request: { params: ServiceAccountParamsSchema, body: TokenRequestSchema },
  responses: { 201: { description: 'The token, shown this once.', schema: IssuedTokenSchema } },
  faults: [
    'service_account_not_found',
    'service_account_foreign',
    'scope_missing',
    'scope_not_held',
    'token_not_narrower',
    'token_uses_bounded',
  ],
  answersSecret: true,
  handle: async (ctx: NativeContext, { params, body }) => {
    const request = { ...toTokenRequest(body), account: params.name };
    const issued = await issueServiceToken(ctx, ctx.tokenKeys, request);
    return { status: 201, body: toIssuedTokenBody(issued) };
  },
});
