/** GET /api/revokeApiToken, and DELETE /api/token */
import { revokeTokenByText } from '@moorgate/auth';
import { defineEndpoint, type Input } from '@moorgate/http';
import { Type } from 'typebox';
import { presentedToken } from '../../authenticate.ts';
import { dialectName, type InsightContext } from '../../context.ts';

const QuerySchema = Type.Object({
  token: Type.Optional(
    Type.String({ description: 'The token, where the operator lets it be in the query.' }),
  ),
});

const request = { query: QuerySchema } as const;

const shared = {
  summary: 'Revoke a token',
  description:
    'The one in `X-Auth-Token`: to have it is enough. The answer is the same whether there was one or not.',
  tag: 'Tokens',
  access: { public: 'Whoever has a token may end it.', schemes: ['insightToken'] },
  request,
  responses: { 200: { description: 'It is accepted nowhere.' } },
  faults: ['committed_unconfirmed'],
  unaudited: 'where there was no token nothing was changed',
} as const;

const revoke = async (ctx: InsightContext, { headers, query }: Input<typeof request>) => {
  const header = headers['x-auth-token'];
  const text = presentedToken(ctx, {
    headers: { 'x-auth-token': typeof header === 'object' ? header[0] : header },
    query: new URLSearchParams(query.token === undefined ? {} : { token: query.token }),
  });
  const { tokenKeys: keys, derivedTokens } = ctx;
  const textKeys = { keys, derivationKeys: derivedTokens.derivationKeys };
  if (text !== null) await revokeTokenByText(ctx, textKeys, { dialect: dialectName, text });
  return { status: 200 };
};

export const revokeApiTokenEndpoint = defineEndpoint({
  ...shared,
  operationId: 'revokeApiToken',
  method: 'GET',
  path: '/revokeApiToken',
  changesByGet: true,
  handle: revoke,
});

export const revokeTokenEndpoint = defineEndpoint({
  ...shared,
  operationId: 'revokeInsightToken',
  method: 'DELETE',
  path: '/token',
  handle: revoke,
});
