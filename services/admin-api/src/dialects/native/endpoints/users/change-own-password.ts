/** PUT /self/password */
import { changeOwnPassword } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../native-context.ts';
import { PasswordSchema } from '../../schemas.ts';

export const changeOwnPasswordEndpoint = defineEndpoint({
  operationId: 'changeOwnPassword',
  method: 'PUT',
  path: '/self/password',
  summary: 'Change one’s own password',
  description: 'Ends all other sessions of the user.',
  tag: 'Users',
  access: { authenticated: true },
  request: {
    body: Type.Object(
      { 'present-password': PasswordSchema, password: PasswordSchema },
      { additionalProperties: false },
    ),
  },
  responses: { 204: { description: 'The password is changed.' } },
  faults: ['password_wrong'],
  handle: async (ctx: NativeContext, { body }) => {
    const { principal, address } = ctx;
    if (principal.kind !== 'user') throw fault('credentials_required');
    await ctx.loginLimiter.attempt({ username: principal.username, address }, () =>
      changeOwnPassword(ctx, {
        presentPassword: body['present-password'],
        password: body.password,
      }),
    );
    return { status: 204 };
  },
});
