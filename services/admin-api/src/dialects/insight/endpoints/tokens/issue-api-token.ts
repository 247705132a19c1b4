/** How tokens of this dialect are made, whoever asks for one. */
import { allScopes, issueDerivedToken, type Scope, type UserPrincipal } from '@moorgate/auth';
import { dialectName, type InsightContext } from '../../context.ts';

/** Everything but the administration of people and of tokens. */
const scopes: readonly Scope[] = allScopes.filter((scope) => !/^(?:users|tokens):/.test(scope));

/** Makes a token for whoever asks, which lives until it is revoked; answers its text. Throws `credentials_invalid`. */
export const issueApiToken = async (
  ctx: InsightContext,
  principal: UserPrincipal = ctx.principal,
): Promise<string> => {
  const { token } = await issueDerivedToken({ ...ctx, principal }, ctx.derivedTokens, {
    dialect: dialectName,
    form: ctx.usesHexTokens ? 'hex256' : 'token',
    name: 'Insight.io API token',
    note: null,
    scopes,
    terms: null,
    lifetimeSeconds: null,
    reuse: null,
  });
  return token.text;
};
