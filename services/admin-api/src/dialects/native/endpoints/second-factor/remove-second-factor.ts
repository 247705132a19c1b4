/** DELETE /self/totp */
import { removeOwnSecondFactor } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { requireUser, secondFactorKeysOf, type NativeContext } from '../../context.ts';
import { PasswordSchema } from '../../schemas.ts';
import { OneTimeCodeSchema, RecoveryCodeSchema } from '../../schemas-people.ts';
import { toSecondFactorCode } from '../../translate-people.ts';

export const removeSecondFactorEndpoint = defineEndpoint({
  operationId: 'removeSecondFactor',
  method: 'DELETE',
  path: '/self/totp',
  summary: 'Remove one’s own second factor',
  description:
    'Needs a session, the present password, and either `one-time-code` or `recovery-code`.',
  tag: 'Second factor',
  access: { authenticated: true },
  request: {
    body: Type.Object(
      {
        password: PasswordSchema,
        'one-time-code': Type.Optional(OneTimeCodeSchema),
        'recovery-code': Type.Optional(RecoveryCodeSchema),
      },
      { additionalProperties: false },
    ),
  },
  responses: { 204: { description: 'Logins need no code any more.' } },
  faults: [
    'session_required',
    'password_wrong',
    'second_factor_not_found',
    'one_time_code_wrong',
    'sealed_secret_lost',
    'committed_unconfirmed',
  ],
  handle: async (ctx: NativeContext, { body }) => {
    const code = toSecondFactorCode(body);
    if (code === null) {
      const message = 'must be given, or else a recovery code';
      throw fault('invalid_request', { issues: [{ pointer: '/body/one-time-code', message }] });
    }
    await ctx.loginLimiter.attemptAs(requireUser(ctx), () =>
      removeOwnSecondFactor(ctx, secondFactorKeysOf(ctx), { password: body.password, code }),
    );
    return { status: 204 };
  },
});
