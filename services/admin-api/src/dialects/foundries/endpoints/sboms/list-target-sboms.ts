/** GET /ota/factories/{factory}/targets/{target}/sboms/. */
import { defineEndpoint } from '@moorgate/http';
import { getTarget, listTargetSboms } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { requestOrigin } from '../../request-origin.ts';
import { SbomListSchema, TargetParamsSchema } from '../../schemas-targets.ts';

/** What builds said of the software in a target. */
export const listTargetSbomsEndpoint = defineEndpoint({
  operationId: 'listTargetSboms',
  method: 'GET',
  path: '/factories/{factory}/targets/{target}/sboms/',
  summary: 'List the SBOMs of a target',
  description: 'The artifacts of its builds whose names end with `.spdx.json`.',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TargetParamsSchema },
  responses: { 200: { description: 'The documents.', schema: SbomListSchema } },
  faults: ['factory_not_found', 'target_not_found'],
  async handle(ctx: FoundriesContext, { params, headers }) {
    requireFactory(ctx, params.factory);
    const target = await getTarget(ctx, ctx, params.target);
    const builds = `${requestOrigin(ctx, headers)}/projects/${ctx.factory}/lmp/builds`;
    const body = (await listTargetSboms(ctx, ctx, target)).map(({ buildId, run, path }) => ({
      'ci-build': String(buildId),
      'ci-run': run,
      artifact: path,
      uri: `${builds}/${String(buildId)}/runs/${run}/${path}`,
    }));
    return { status: 200, body };
  },
});
