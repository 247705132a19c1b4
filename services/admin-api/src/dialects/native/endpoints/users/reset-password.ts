/** POST /users/{username}/reset-password */
import { resetPassword } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { PasswordSchema, UsernameParamsSchema } from '../../schemas.ts';

export const resetPasswordEndpoint = defineEndpoint({
  operationId: 'resetPassword',
  method: 'POST',
  path: '/users/{username}/reset-password',
  summary: 'Set the password of another user',
  description:
    'Ends the sessions of the user. While passwords have an age, the new one is good for nothing but choosing another. Needs every right that the user has.',
  tag: 'Users',
  access: { scopes: ['users:read-update'] },
  request: {
    params: UsernameParamsSchema,
    body: Type.Object(
      {
        password: PasswordSchema,
        'revoke-tokens': Type.Optional(
          Type.Boolean({
            description: 'Whether the tokens of the user end as well; false unless given.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
  },
  responses: { 204: { description: 'The user has this password.' } },
  faults: ['user_not_found', 'user_is_self', 'scope_not_held', 'committed_unconfirmed'],
  handle: async (ctx: NativeContext, { params, body }) => {
    await resetPassword(
      ctx,
      {
        username: params.username,
        password: body.password,
        revokeTokens: body['revoke-tokens'] ?? false,
      },
      ctx.accounts.passwordPolicy,
    );
    return { status: 204 };
  },
});
