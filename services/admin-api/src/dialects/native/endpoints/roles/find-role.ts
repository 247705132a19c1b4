/** GET /roles/{name} */
import { findRole } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { RoleParamsSchema, RoleSchema } from '../../schemas-roles.ts';
import { toRoleBody } from '../../translate-roles.ts';

export const findRoleEndpoint = defineEndpoint({
  operationId: 'findRole',
  method: 'GET',
  path: '/roles/{name}',
  summary: 'See a role',
  tag: 'Roles',
  access: { scopes: ['users:read'] },
  request: { params: RoleParamsSchema },
  responses: { 200: { description: 'The role.', schema: RoleSchema } },
  faults: ['role_not_found'],
  versioned: true,
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toRoleBody(await findRole(ctx, params.name)),
  }),
});
