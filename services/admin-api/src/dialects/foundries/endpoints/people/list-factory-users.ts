/** GET /ota/factories/{factory}/users/. */
import { listMembers } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { UserSchema } from '../../schemas-factories.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toUserBody } from '../../translate-factories.ts';

/** Everybody. */
export const listFactoryUsersEndpoint = defineEndpoint({
  operationId: 'listFactoryUsers',
  method: 'GET',
  path: '/factories/{factory}/users/',
  summary: 'List users',
  description:
    'For everybody who sees devices: clients look up here who made a configuration, and show none without it.',
  tag: 'People',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'All who are active.', schema: Type.Array(UserSchema) } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    return { status: 200, body: (await listMembers(ctx)).map(toUserBody) };
  },
});
