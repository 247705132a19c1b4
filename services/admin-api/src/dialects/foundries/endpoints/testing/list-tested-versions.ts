/** GET /ota/factories/{factory}/testing/. */
import { listTestedTargets } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TestedVersionsSchema } from '../../schemas-targets.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

/** The versions that devices tested. */
export const listTestedVersionsEndpoint = defineEndpoint({
  operationId: 'listTestedVersions',
  method: 'GET',
  path: '/factories/{factory}/testing/',
  summary: 'List the versions that devices tested',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'The versions.', schema: TestedVersionsSchema } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    return { status: 200, body: { versions: await listTestedTargets(ctx, ctx.factory) } };
  },
});
