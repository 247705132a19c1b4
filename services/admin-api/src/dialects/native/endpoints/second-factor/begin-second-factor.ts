/** POST /self/totp */
import { beginSecondFactor } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { requireUser, type NativeContext } from '../../context.ts';
import { PasswordSchema } from '../../schemas.ts';
import { BegunSecondFactorSchema } from '../../schemas-people.ts';

export const beginSecondFactorEndpoint = defineEndpoint({
  operationId: 'beginSecondFactor',
  method: 'POST',
  path: '/self/totp',
  summary: 'Begin to set up a second factor',
  description:
    'Answers the secret for an authenticator (TOTP, RFC 6238). Needs a session and the present password; protects nothing before it is confirmed, and beginning again replaces the secret.',
  tag: 'Second factor',
  access: {
    authenticated: true,
    despite: ['second_factor_setup_required'],
  },
  request: {
    body: Type.Object({ password: PasswordSchema }, { additionalProperties: false }),
  },
  responses: {
    201: { description: 'The secret.', schema: BegunSecondFactorSchema },
  },
  faults: ['session_required', 'password_wrong', 'second_factor_exists'],
  answersSecret: true,
  handle: async (ctx: NativeContext, { body }) => {
    const begun = await ctx.loginLimiter.attemptAs(requireUser(ctx), () =>
      beginSecondFactor(ctx, ctx.sealingKeys, body.password),
    );
    return { status: 201, headers: { 'Cache-Control': 'no-store' }, body: begun };
  },
});
