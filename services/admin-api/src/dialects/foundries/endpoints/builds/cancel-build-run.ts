/** POST /projects/{factory}/lmp/builds/{build}/runs/{run}/cancel. */
import { cancelRuns } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { BuildRunParamsSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** Cancels a run. */
export const cancelBuildRunEndpoint = defineEndpoint({
  operationId: 'cancelBuildRun',
  method: 'POST',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/cancel',
  summary: 'Cancel a run',
  description: 'One that waits has failed at once; its runner ends another.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildRunParamsSchema },
  responses: { 202: { description: 'It is on its way.', schema: jsend(Type.Object({})) } },
  faults: [...buildFaults, 'build_ended'],
  async handle(ctx: ProjectContext, input) {
    await cancelRuns(ctx, buildOf(ctx, input), input.params.run);
    return success({}, 202);
  },
});
