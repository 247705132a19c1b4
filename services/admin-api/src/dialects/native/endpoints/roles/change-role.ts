/** PUT /roles/{name} */
import { changeRole } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { RoleContentSchema, RoleParamsSchema, RoleSchema } from '../../schemas-roles.ts';
import { toRoleBody } from '../../translate-roles.ts';

export const changeRoleEndpoint = defineEndpoint({
  operationId: 'changeRole',
  method: 'PUT',
  path: '/roles/{name}',
  summary: 'Replace what a role gives',
  description:
    'Acts at once on everybody who has the role. Whoever asks holds all that it gave and all that it is to give.',
  tag: 'Roles',
  access: { scopes: ['users:read-update'] },
  request: { params: RoleParamsSchema, body: RoleContentSchema },
  responses: { 200: { description: 'The role as it is now.', schema: RoleSchema } },
  faults: ['role_not_found', 'scope_not_held', 'last_administrator', 'committed_unconfirmed'],
  versioned: true,
  handle: async (ctx, { params, body, precondition }) => {
    const role = await changeRole(ctx, {
      ...body,
      name: params.name,
      require: (present) => precondition.require(toRoleBody(present)),
    });
    return { status: 200, body: toRoleBody(role) };
  },
});
