/** GET /projects/{factory}/lmp/builds/{build}/project.yml. */
import { getBuildDefinition } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { ProjectContext } from '../../context.ts';
import { BuildParamsSchema } from '../../schemas-builds.ts';
import { neverShown } from '../tests/artifact-reply.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** What a build was made of. */
export const getProjectDefinitionEndpoint = defineEndpoint({
  operationId: 'getProjectDefinition',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/project.yml',
  summary: 'Show the project definition of a build',
  description: 'Empty where it had none.',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildParamsSchema },
  responses: { 200: { description: 'It.', content: { 'text/yaml': null } } },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    const body = await getBuildDefinition(ctx, buildOf(ctx, input));
    const headers = { ...neverShown, 'Content-Type': 'text/yaml; charset=utf-8' };
    return { status: 200, body, headers };
  },
});
