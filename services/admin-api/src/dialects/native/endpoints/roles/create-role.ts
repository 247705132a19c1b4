/** POST /roles */
import { createRole } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { RoleRequestSchema, RoleSchema } from '../../schemas-roles.ts';
import { toRoleBody } from '../../translate-roles.ts';

export const createRoleEndpoint = defineEndpoint({
  operationId: 'createRole',
  method: 'POST',
  path: '/roles',
  summary: 'Create a role',
  description:
    'Nobody creates a role that gives a scope which they lack themselves for one of its groups. Only scopes of devices can be limited to groups.',
  tag: 'Roles',
  access: { scopes: ['users:read-update'] },
  request: { body: RoleRequestSchema },
  responses: {
    201: {
      description: 'The role, which nobody has yet.',
      schema: RoleSchema,
      headers: { Location: 'The path of the role.' },
    },
  },
  faults: ['scope_not_held', 'role_exists'],
  handle: async (ctx, { body, path }) => {
    const role = await createRole(ctx, body);
    return { status: 201, headers: { Location: `${path}/${role.name}` }, body: toRoleBody(role) };
  },
});
