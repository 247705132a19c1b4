/** GET /ota/factories/{factory}/teams/. */
import { listRoles, type Role } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TeamSchema } from '../../schemas-factories.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

const stretch = 1_000;

const listAllRoles = async (ctx: FoundriesContext): Promise<readonly Role[]> => {
  const roles: Role[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await listRoles(ctx, { cursor, limit: stretch });
    roles.push(...items);
    if (nextCursor === null) return roles;
    cursor = nextCursor;
  }
};

/** All teams. */
export const listFactoryTeamsEndpoint = defineEndpoint({
  operationId: 'listFactoryTeams',
  method: 'GET',
  path: '/factories/{factory}/teams/',
  summary: 'List teams',
  description: 'Teams are roles.',
  tag: 'People',
  access: { scopes: ['users:read'] },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'All of them, by name.', schema: Type.Array(TeamSchema) } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const roles = await listAllRoles(ctx);
    return { status: 200, body: roles.map(({ name, description }) => ({ name, description })) };
  },
});
