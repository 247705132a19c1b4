/** POST /projects/{factory}/lmp/builds/{build}/promote. */
import { promoteBuild } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { BuildParamsSchema, PromotionSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** Gives a build a name. */
export const promoteProjectBuildEndpoint = defineEndpoint({
  operationId: 'promoteProjectBuild',
  method: 'POST',
  path: '/{factory}/lmp/builds/{build}/promote',
  summary: 'Promote a build',
  description: 'One that has passed, under a name by which it is found.',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildParamsSchema, body: PromotionSchema },
  responses: { 201: { description: 'It is promoted.', schema: jsend(Type.Object({})) } },
  faults: [...buildFaults, 'build_not_complete'],
  async handle(ctx: ProjectContext, input) {
    await promoteBuild(ctx, buildOf(ctx, input), input.body);
    return success({}, 201);
  },
});
