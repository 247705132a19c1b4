/** POST /projects/{factory}/lmp/builds/{build}/cancel. */
import { cancelRuns } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { BuildParamsSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** Cancels every run of a build. */
export const cancelProjectBuildEndpoint = defineEndpoint({
  operationId: 'cancelProjectBuild',
  method: 'POST',
  path: '/{factory}/lmp/builds/{build}/cancel',
  summary: 'Cancel a build',
  description: 'Runs that wait have failed at once; runners end the others.',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildParamsSchema },
  responses: { 202: { description: 'Runners are told.', schema: jsend(Type.Object({})) } },
  faults: [...buildFaults, 'build_ended'],
  async handle(ctx: ProjectContext, input) {
    await cancelRuns(ctx, buildOf(ctx, input));
    return success({}, 202);
  },
});
