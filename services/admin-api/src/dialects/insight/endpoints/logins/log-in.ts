/** POST /api/authenticate/userpass */
import { accountRestriction, authenticatePassword, type LoginRequest } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { accountRulesOf } from '../../../../accounts.ts';
import type { InsightContext } from '../../context.ts';
import { LoggedInSchema, LoginSchema } from '../../schemas.ts';
import { endOfTime } from '../../translate.ts';
import { issueApiToken } from '../tokens/issue-api-token.ts';

export const logInEndpoint = defineEndpoint({
  operationId: 'logInToInsight',
  method: 'POST',
  path: '/authenticate/userpass',
  summary: 'Make a token with a name and a password',
  tag: 'Logins',
  access: { public: 'Whoever logs in has nothing but a name and a password.' },
  request: { body: LoginSchema },
  bodyFormats: ['form', 'json'],
  responses: { 200: { description: 'The token.', schema: LoggedInSchema } },
  faults: [
    'login_failed',
    'second_factor_required',
    'second_factor_failed',
    'sealed_secret_lost',
    'password_expired',
    'second_factor_setup_required',
    'cross_site_request',
  ],
  answersSecret: true,
  handle: async (ctx: InsightContext, { body }) => {
    const { username, password, 'one-time-code': code } = body;
    const { sealingKeys, tokenKeys } = ctx;
    const request: LoginRequest = {
      username,
      password,
      ...(code === undefined
        ? {}
        : { secondFactor: { sealingKeys, code: { kind: 'one-time', code } } }),
    };
    const principal = await ctx.loginLimiter.attempt({ username, address: ctx.address }, () =>
      authenticatePassword(ctx, tokenKeys, request),
    );
    const restriction = accountRestriction(
      principal,
      accountRulesOf(ctx.accounts),
      ctx.clock.now(),
    );
    if (restriction !== null) throw fault(restriction);
    const token = await issueApiToken(ctx, principal);
    return { status: 200, body: { token, expiresOn: endOfTime } };
  },
});
