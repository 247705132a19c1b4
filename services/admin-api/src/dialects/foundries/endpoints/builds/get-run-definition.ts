/** GET /projects/{factory}/lmp/builds/{build}/runs/{run}/.rundef.json. */
import { getRunDefinition } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { ProjectContext } from '../../context.ts';
import { BuildRunParamsSchema, RunDefinitionSchema } from '../../schemas-builds.ts';
import { buildFaults, runOf } from './build-of.ts';

/** What a run was told to do. */
export const getRunDefinitionEndpoint = defineEndpoint({
  operationId: 'getRunDefinition',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/.rundef.json',
  summary: 'Show what a run was told to do',
  description: 'Without its secrets.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildRunParamsSchema },
  responses: { 200: { description: 'It.', schema: RunDefinitionSchema } },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    const definition = await getRunDefinition(ctx, runOf(ctx, input));
    const body = {
      name: definition.name,
      'host-tag': definition.hostTag ?? '',
      container: definition.container ?? '',
      script: definition.script,
      env: definition.params,
      timeout: Math.ceil(definition.timeoutSeconds / 60),
      'persistent-volumes': definition.persistentVolumes,
      secrets: {},
    };
    return { status: 200, body };
  },
});
