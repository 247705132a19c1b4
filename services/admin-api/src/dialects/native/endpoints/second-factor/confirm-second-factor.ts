/** POST /self/totp/confirm */
import { confirmSecondFactor } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { requireUser, secondFactorKeysOf, type NativeContext } from '../../context.ts';
import { OneTimeCodeSchema, RecoveryCodesSchema } from '../../schemas-people.ts';

export const confirmSecondFactorEndpoint = defineEndpoint({
  operationId: 'confirmSecondFactor',
  method: 'POST',
  path: '/self/totp/confirm',
  summary: 'Confirm the second factor with a code',
  description: 'From now on logins need a code. Answers ten recovery codes. Needs a session.',
  tag: 'Second factor',
  access: {
    authenticated: true,
    despite: ['second_factor_setup_required'],
  },
  request: {
    body: Type.Object({ 'one-time-code': OneTimeCodeSchema }, { additionalProperties: false }),
  },
  responses: {
    200: { description: 'The recovery codes.', schema: RecoveryCodesSchema },
  },
  faults: [
    'session_required',
    'second_factor_not_found',
    'one_time_code_wrong',
    'sealed_secret_lost',
    'committed_unconfirmed',
  ],
  answersSecret: true,
  handle: async (ctx: NativeContext, { body }) => {
    const codes = await ctx.loginLimiter.attemptAs(requireUser(ctx), () =>
      confirmSecondFactor(ctx, secondFactorKeysOf(ctx), body['one-time-code']),
    );
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: { 'recovery-codes': [...codes] },
    };
  },
});
