/** POST /projects/{factory}/lmp/external-builds/. */
import { createExternalBuild } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { ExternalBuildSchema, StartedBuildSchema } from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { startedBuild } from './started-build.ts';

/** Takes a number for what was built elsewhere. */
export const createExternalBuildEndpoint = defineEndpoint({
  operationId: 'createExternalBuild',
  method: 'POST',
  path: '/{factory}/lmp/external-builds/',
  summary: 'Reserve the number of a build',
  description: 'For what was built elsewhere; it counts as a build that has passed.',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: FactoryParamsSchema, body: ExternalBuildSchema },
  responses: { 201: { description: 'The number.', schema: jsend(StartedBuildSchema) } },
  faults: ['factory_not_found'],
  async handle(ctx: ProjectContext, { params, body, headers }) {
    requireFactory(ctx, params.factory);
    const { reason, runs = [] } = body;
    const { buildId } = await createExternalBuild(ctx, {
      factory: ctx.factory,
      triggerName: body['trigger-name'] ?? null,
      runNames: [...new Set(runs.map(({ name }) => name))],
      ...(reason === undefined ? {} : { reason }),
    });
    return success(startedBuild(ctx, headers, buildId), 201);
  },
});
