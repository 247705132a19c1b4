/** GET /users/{username}/roles */
import { findUserRoles } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema } from '../../schemas.ts';
import { UserRolesSchema } from '../../schemas-roles.ts';

/** The roles of one user, with the entity tag that guards a change of them. */
export const findUserRolesEndpoint = defineEndpoint({
  operationId: 'findUserRoles',
  method: 'GET',
  path: '/users/{username}/roles',
  summary: 'See the roles of a user',
  description: 'Those that operators gave; what a login provider gives is shown with the user.',
  tag: 'Users',
  access: { scopes: ['users:read'] },
  request: { params: UsernameParamsSchema },
  responses: { 200: { description: 'The names of the roles.', schema: UserRolesSchema } },
  faults: ['user_not_found'],
  versioned: true,
  handle: async (ctx, { params }) => ({
    status: 200,
    body: { roles: await findUserRoles(ctx, params.username) },
  }),
});
