/** GET /users/{username}/scopes */
import { findUser } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema, UserScopesSchema } from '../../schemas.ts';

/** The scopes of one user, with the entity tag that guards a change of them. */
export const findUserScopesEndpoint = defineEndpoint({
  operationId: 'findUserScopes',
  method: 'GET',
  path: '/users/{username}/scopes',
  summary: 'See the scopes of a user',
  description: 'What the user has without a limit to groups of devices, beside the roles.',
  tag: 'Users',
  access: { scopes: ['users:read'] },
  request: { params: UsernameParamsSchema },
  responses: { 200: { description: 'The scopes.', schema: UserScopesSchema } },
  faults: ['user_not_found'],
  versioned: true,
  handle: async (ctx, { params }) => {
    const { scopes } = await findUser(ctx, params.username);
    return { status: 200, body: { scopes: [...scopes] } };
  },
});
