/** GET /api/getApiTokens, and GET /api/token */
import { findUser, listDerivedTokens, listOwnIdentities } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { dialectName, type InsightContext } from '../../context.ts';
import { ApiTokenSchema } from '../../schemas.ts';
import { toApiToken } from '../../translate.ts';

/** Who asks, as this dialect names people: by the provider that they log in with, and their name there. */
const uidOf = async (ctx: InsightContext): Promise<string> => {
  const { username } = ctx.principal;
  const { passwordChangedAt } = await findUser(ctx, username);
  const [identity] = passwordChangedAt === null ? await listOwnIdentities(ctx) : [];
  return identity === undefined ? `userpass@${username}` : `${identity.provider}@${identity.login}`;
};

export const listApiTokensEndpoint = defineEndpoint({
  operationId: 'listApiTokens',
  method: 'GET',
  path: '/getApiTokens',
  aliases: ['/token'],
  summary: 'List one’s tokens',
  description:
    'Oldest first, the newest 1,000 at most. A token that was narrowed sees those alone that allow no more than itself.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: {},
  responses: { 200: { description: 'The tokens.', schema: Type.Array(ApiTokenSchema) } },
  faults: ['token_address_forbidden', 'user_not_found'],
  handle: async (ctx: InsightContext) => {
    const uid = await uidOf(ctx);
    const tokens = await listDerivedTokens(ctx, ctx.derivedTokens, dialectName);
    return { status: 200, body: tokens.toReversed().map((token) => toApiToken(token, uid)) };
  },
});
