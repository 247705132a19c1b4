/** POST /projects/{factory}/lmp/builds/{build}/runs/{run}/rerun. */
import { rerun } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { BuildRunParamsSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** Starts a run again. */
export const rerunBuildRunEndpoint = defineEndpoint({
  operationId: 'rerunBuildRun',
  method: 'POST',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/rerun',
  summary: 'Start a run again',
  description:
    'One that a runner has begun, and that has ended. Its console goes on behind what is there; its artifacts go.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildRunParamsSchema },
  responses: { 202: { description: 'It is on its way.', schema: jsend(Type.Object({})) } },
  faults: [...buildFaults, 'build_not_complete'],
  async handle(ctx: ProjectContext, input) {
    await rerun(ctx, buildOf(ctx, input), input.params.run);
    return success({}, 202);
  },
});
