/** GET /ota/factories/{factory}/teams/{team}. */
import { findRoleMembers } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TeamDetailsSchema, TeamParamsSchema } from '../../schemas-factories.ts';
import { toTeamDetailsBody } from '../../translate-factories.ts';

/** One team. */
export const getFactoryTeamEndpoint = defineEndpoint({
  operationId: 'getFactoryTeam',
  method: 'GET',
  path: '/factories/{factory}/teams/{team}',
  summary: 'Show a team',
  tag: 'People',
  access: { scopes: ['users:read'] },
  request: { params: TeamParamsSchema },
  responses: { 200: { description: 'The team.', schema: TeamDetailsSchema } },
  faults: ['factory_not_found', 'role_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const { role, members } = await findRoleMembers(ctx, params.team);
    return { status: 200, body: toTeamDetailsBody(role, ctx.factory, members) };
  },
});
