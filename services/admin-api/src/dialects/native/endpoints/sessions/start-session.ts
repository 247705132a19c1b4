/** POST /sessions */
import { endFormerSession, type LoginRequest, startSession } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { PasswordSchema, SessionSchema, UsernameSchema } from '../../schemas.ts';
import { OneTimeCodeSchema, RecoveryCodeSchema } from '../../schemas-people.ts';
import { toSessionBody } from '../../translate.ts';
import { toSecondFactorCode } from '../../translate-people.ts';

export const startSessionEndpoint = defineEndpoint({
  operationId: 'startSession',
  method: 'POST',
  path: '/sessions',
  summary: 'Log in with a password',
  description:
    'Sets the cookie of a session of 48 hours, and ends the session whose cookie was sent. Who has a second factor sends a code in the same request. Wrong passwords are limited for each account and each address, wrong codes for each account.',
  tag: 'Sessions',
  access: { public: 'Whoever logs in has nothing but a name and a password.' },
  request: {
    body: Type.Object(
      {
        username: UsernameSchema,
        password: PasswordSchema,
        'one-time-code': Type.Optional(OneTimeCodeSchema),
        'recovery-code': Type.Optional(RecoveryCodeSchema),
      },
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
  faults: [
    'login_failed',
    'second_factor_required',
    'second_factor_failed',
    'sealed_secret_lost',
    'cross_site_request',
  ],
  handle: async (ctx: NativeContext, { body, headers }) => {
    const attempt = { username: body.username, address: ctx.address };
    const { username, password } = body;
    const code = toSecondFactorCode(body);
    const { sealingKeys } = ctx;
    const request: LoginRequest =
      code === null
        ? { username, password }
        : { username, password, secondFactor: { sealingKeys, code } };
    const session = await ctx.loginLimiter.attempt(attempt, () =>
      startSession(ctx, ctx.tokenKeys, request),
    );
    await endFormerSession(ctx, ctx.tokenChecks, ctx.sessionCookie.read(headers.cookie));
    return {
      status: 201,
      headers: { 'Set-Cookie': ctx.sessionCookie.set(session.token, session.expiresAt) },
      body: toSessionBody(session),
    };
  },
});
