/** POST /sessions */
import { startSession } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../native-context.ts';
import { PasswordSchema, SessionSchema, UsernameSchema } from '../../schemas.ts';
import { toSessionBody } from '../../translate.ts';

export const startSessionEndpoint = defineEndpoint({
  operationId: 'startSession',
  method: 'POST',
  path: '/sessions',
  summary: 'Log in with a password',
  description:
    'Sets the cookie of a session of 48 hours. Wrong passwords are limited for each account and each address.',
  tag: 'Sessions',
  access: { public: 'Whoever logs in has nothing but a name and a password.' },
  request: {
    body: Type.Object(
      { username: UsernameSchema, password: PasswordSchema },
      { additionalProperties: false },
    ),
  },
  responses: {
    201: {
      description: 'The session has begun.',
      schema: SessionSchema,
      headers: { 'Set-Cookie': 'The session.' },
    },
  },
  faults: ['login_failed', 'cross_site_request'],
  handle: async (ctx: NativeContext, { body }) => {
    const attempt = { username: body.username, address: ctx.address };
    const session = await ctx.loginLimiter.attempt(attempt, () =>
      startSession(ctx, ctx.tokenKeys, body),
    );
    return {
      status: 201,
      headers: { 'Set-Cookie': ctx.sessionCookie.set(session.token, session.expiresAt) },
      body: toSessionBody(session),
    };
  },
});
