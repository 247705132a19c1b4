/** DELETE /roles/{name} */
import { deleteRole } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { RoleParamsSchema } from '../../schemas-roles.ts';
import { toRoleBody } from '../../translate-roles.ts';

export const deleteRoleEndpoint = defineEndpoint({
  operationId: 'deleteRole',
  method: 'DELETE',
  path: '/roles/{name}',
  summary: 'Delete a role',
  description: 'A role that somebody active has is not deleted.',
  tag: 'Roles',
  access: { scopes: ['users:read-update'] },
  request: { params: RoleParamsSchema },
  responses: { 204: { description: 'The role is gone, and its name free.' } },
  faults: ['role_not_found', 'scope_not_held', 'role_in_use'],
  versioned: true,
  handle: async (ctx, { params, precondition }) => {
    await deleteRole(ctx, {
      name: params.name,
      require: (present) => precondition.require(toRoleBody(present)),
    });
    return { status: 204 };
  },
});
