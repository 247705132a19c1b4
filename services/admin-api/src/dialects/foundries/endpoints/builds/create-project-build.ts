/** POST /projects/{factory}/lmp/builds/. */
import { createBuild } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { BuildRequestSchema, StartedBuildSchema } from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { startedBuild } from './started-build.ts';

/** Starts a build. */
export const createProjectBuildEndpoint = defineEndpoint({
  operationId: 'createProjectBuild',
  method: 'POST',
  path: '/{factory}/lmp/builds/',
  summary: 'Start a build',
  description:
    'Of a definition, or of the head of a branch. A definition with a run that publishes apps needs `containers:read-update` and `targets:read-update` too, and so do parameters and secrets for a branch whose build publishes apps.',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: FactoryParamsSchema, body: BuildRequestSchema },
  bodyLimitBytes: 1_048_576,
  responses: { 201: { description: 'Where it is.', schema: jsend(StartedBuildSchema) } },
  faults: ['factory_not_found', 'build_definition_invalid', 'scope_missing'],
  async handle(ctx: ProjectContext, { params, body, headers }) {
    requireFactory(ctx, params.factory);
    const { factory } = ctx;
    const { reason, secrets, params: given } = body;
    const { buildId } = await createBuild(ctx, ctx.builds.services, {
      factory,
      reason,
      secrets,
      params: given,
      triggerName: body['trigger-name'],
      definition: body['project-definition'],
      queuePriority: body['queue-priority'],
      triggerType: body['trigger-type'],
      triggerId: body['trigger-id'],
    });
    return success(startedBuild(ctx, headers, buildId), 201);
  },
});
