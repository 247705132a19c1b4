/** POST /projects/{factory}/lmp/triggers/. */
import { principalName } from '@moorgate/auth';
import { createTrigger } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { TriggerChangeSchema } from '../../schemas-triggers.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { changeOf } from './change-of.ts';

/** Makes a trigger. */
export const createProjectTriggerEndpoint = defineEndpoint({
  operationId: 'createProjectTrigger',
  method: 'POST',
  path: '/{factory}/lmp/triggers/',
  summary: 'Make a trigger',
  description: 'The runs of pushes get the secrets of the oldest one.',
  tag: 'Triggers',
  access: { scopes: ['ci:read-update'] },
  request: { params: FactoryParamsSchema, body: TriggerChangeSchema },
  bodyLimitBytes: 1_048_576,
  responses: { 201: { description: 'Its number.', schema: jsendOf({ id: Type.Integer() }) } },
  faults: ['factory_not_found'],
  async handle(ctx: ProjectContext, { params, body }) {
    requireFactory(ctx, params.factory);
    const id = await createTrigger(ctx, ctx.builds.services, {
      ...changeOf(body),
      factory: ctx.factory,
      createdBy: principalName(ctx.principal),
    });
    return success({ id }, 201);
  },
});
