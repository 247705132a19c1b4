/** GET /projects/{factory}/lmp/builds/{build}/runs/{run}/tests/. */
import { getRun } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { BuildRunParamsSchema } from '../../schemas-builds.ts';
import { buildFaults, runOf } from './build-of.ts';

/** Tests that were found in a console; none are looked for. */
export const listRunTestsEndpoint = defineEndpoint({
  operationId: 'listRunTests',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/tests/',
  summary: 'List the tests of a run',
  description: 'There are none: consoles are not searched for them.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildRunParamsSchema },
  responses: {
    200: { description: 'None.', schema: jsendOf({ tests: Type.Array(Type.Object({})) }) },
  },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    await getRun(ctx, runOf(ctx, input));
    return success({ tests: [] });
  },
});
