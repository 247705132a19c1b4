/** PATCH /projects/{factory}/lmp/builds/{build}/. */
import { annotateBuild } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { BuildChangeSchema, BuildParamsSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** Notes something of a build. */
export const changeProjectBuildEndpoint = defineEndpoint({
  operationId: 'changeProjectBuild',
  method: 'PATCH',
  path: '/{factory}/lmp/builds/{build}/',
  summary: 'Annotate a build',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildParamsSchema, body: BuildChangeSchema },
  responses: { 200: { description: 'It is noted.', schema: jsend(Type.Object({})) } },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    await annotateBuild(ctx, buildOf(ctx, input), input.body.annotation);
    return success({});
  },
});
