/** POST /users */
import { createUser } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { PasswordSchema, ScopesSchema, UsernameSchema, UserSchema } from '../../schemas.ts';
import { toUserBody } from '../../translate.ts';

export const createUserEndpoint = defineEndpoint({
  operationId: 'createUser',
  method: 'POST',
  path: '/users',
  summary: 'Create a user',
  tag: 'Users',
  access: { scopes: ['users:create'] },
  request: {
    body: Type.Object(
      {
        username: UsernameSchema,
        password: Type.Optional(PasswordSchema),
        scopes: ScopesSchema,
      },
      { additionalProperties: false },
    ),
  },
  responses: {
    201: {
      description: 'The user.',
      schema: UserSchema,
      headers: { Location: 'The path of the user.' },
    },
  },
  faults: ['scope_not_held', 'user_exists'],
  handle: async (ctx: NativeContext, { body, path }) => {
    const user = await createUser(ctx, body, ctx.accounts.passwordPolicy);
    return {
      status: 201,
      headers: { Location: `${path}/${user.username}` },
      body: toUserBody(user),
    };
  },
});
