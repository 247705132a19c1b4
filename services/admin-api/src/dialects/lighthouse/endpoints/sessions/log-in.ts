/** POST /login */
import { endFormerSession, type LoginRequest, startSession } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { LighthouseContext } from '../../context.ts';
import { LoginSchema } from '../../schemas.ts';
import { toSecondFactorCode } from '../../translate.ts';

/** Begins a session in the cookie `auth`. */
export const logInEndpoint = defineEndpoint({
  operationId: 'logIntoLighthouse',
  method: 'POST',
  path: '/login',
  summary: 'Log in',
  description:
    'Sets the cookie of a session of 48 hours. Whoever has a second factor sends a code in the same request.',
  tag: 'Sessions',
  access: { public: 'Whoever logs in has nothing but a name and a password.' },
  request: { body: LoginSchema },
  bodyFormats: ['unlabelled-json'],
  responses: {
    200: {
      description: 'The session has begun.',
      schema: Type.String({ description: 'Empty; `true` or `false` in the first version.' }),
      headers: { 'Set-Cookie': 'The session.' },
    },
  },
  faults: [
    'login_failed',
    'second_factor_required',
    'second_factor_failed',
    'sealed_secret_lost',
    'cross_site_request',
  ],
  handle: async (ctx: LighthouseContext, { body, headers }) => {
    const { Email: username, Password: password } = body;
    const { sealingKeys } = ctx;
    const code = toSecondFactorCode(body);
    const request: LoginRequest = {
      username,
      password,
      ...(code === null ? {} : { secondFactor: { sealingKeys, code } }),
    };
    const { token, expiresAt } = await ctx.loginLimiter.attempt(
      { username, address: ctx.address },
      () => startSession(ctx, ctx.tokenKeys, request),
    );
    await endFormerSession(ctx, ctx.tokenChecks, ctx.authCookie.read(headers.cookie));
    return {
      status: 200,
      headers: { 'Set-Cookie': ctx.authCookie.set(token, expiresAt) },
      body: '',
    };
  },
});
