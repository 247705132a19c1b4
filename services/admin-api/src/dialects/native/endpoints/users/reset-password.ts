/** POST /users/{username}/reset-password */
import { resetPassword } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { PasswordSchema, UsernameParamsSchema } from '../../schemas.ts';

export const resetPasswordEndpoint = defineEndpoint({
  operationId: 'resetPassword',
  method: 'POST',
  path: '/users/{username}/reset-password',
  summary: 'Set the password of another user',
  description: 'Ends the sessions of the user. Needs every scope that the user has.',
  tag: 'Users',
  access: { scopes: ['users:read-update'] },
  request: {
    params: UsernameParamsSchema,
    body: Type.Object({ password: PasswordSchema }, { additionalProperties: false }),
  },
  responses: { 204: { description: 'The user has this password.' } },
  faults: ['user_not_found', 'user_is_self', 'scope_not_held'],
  handle: async (ctx, { params, body }) => {
    await resetPassword(ctx, { username: params.username, password: body.password });
    return { status: 204 };
  },
});
