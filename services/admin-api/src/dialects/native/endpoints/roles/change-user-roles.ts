/** PUT /users/{username}/roles */
import { changeUserRoles } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema } from '../../schemas.ts';
import { UserRolesSchema } from '../../schemas-roles.ts';

export const changeUserRolesEndpoint = defineEndpoint({
  operationId: 'changeUserRoles',
  method: 'PUT',
  path: '/users/{username}/roles',
  summary: 'Replace the roles of a user',
  description:
    'Acts at once on every token and session of the user. Nobody gives or takes a role that gives what they lack. Roles that a login provider gives stay with the provider.',
  tag: 'Users',
  access: { scopes: ['users:read-update'] },
  request: { params: UsernameParamsSchema, body: UserRolesSchema },
  responses: { 204: { description: 'The user has these roles.' } },
  faults: ['user_not_found', 'scope_not_held', 'last_administrator', 'committed_unconfirmed'],
  versioned: true,
  handle: async (ctx, { params, body, precondition }) => {
    await changeUserRoles(ctx, {
      username: params.username,
      roles: body.roles,
      require: (roles) => precondition.require({ roles }),
    });
    return { status: 204 };
  },
});
