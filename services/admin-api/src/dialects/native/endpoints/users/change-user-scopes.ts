/** PUT /users/{username}/scopes */
import { changeUserScopes } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema, UserScopesSchema } from '../../schemas.ts';

export const changeUserScopesEndpoint = defineEndpoint({
  operationId: 'changeUserScopes',
  method: 'PUT',
  path: '/users/{username}/scopes',
  summary: 'Replace the scopes of a user',
  description:
    'Acts at once on every token and session of the user. Nobody gives or takes a scope that they lack.',
  tag: 'Users',
  access: { scopes: ['users:read-update'] },
  request: {
    params: UsernameParamsSchema,
    body: UserScopesSchema,
  },
  responses: { 204: { description: 'The user has these scopes.' } },
  faults: ['user_not_found', 'scope_not_held', 'last_administrator', 'committed_unconfirmed'],
  versioned: true,
  handle: async (ctx, { params, body, precondition }) => {
    await changeUserScopes(ctx, {
      username: params.username,
      scopes: body.scopes,
      require: (scopes) => precondition.require({ scopes }),
    });
    return { status: 204 };
  },
});
