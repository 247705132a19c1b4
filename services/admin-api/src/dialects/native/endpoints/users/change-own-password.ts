/** PUT /self/password */
import { changeOwnPassword } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type NativeContext, requireUser } from '../../context.ts';
import { PasswordSchema } from '../../schemas.ts';

export const changeOwnPasswordEndpoint = defineEndpoint({
  operationId: 'changeOwnPassword',
  method: 'PUT',
  path: '/self/password',
  summary: 'Change one’s own password',
  description: 'Ends all other sessions of the user.',
  tag: 'Users',
  access: {
    authenticated: true,
    despite: ['password_expired', 'second_factor_setup_required'],
  },
  request: {
    body: Type.Object(
      { 'present-password': PasswordSchema, password: PasswordSchema },
      { additionalProperties: false },
    ),
  },
  responses: { 204: { description: 'The password is changed.' } },
  faults: ['password_wrong', 'committed_unconfirmed'],
  handle: async (ctx: NativeContext, { body }) => {
    const { password, 'present-password': presentPassword } = body;
    const { passwordPolicy } = ctx.accounts;
    await ctx.loginLimiter.attemptAs(requireUser(ctx), () =>
      changeOwnPassword(ctx, { presentPassword, password }, passwordPolicy),
    );
    return { status: 204 };
  },
});
