/** PATCH /projects/{factory}/lmp/triggers/{trigger}/. */
import { changeTrigger } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { TriggerChangeSchema, TriggerParamsSchema } from '../../schemas-triggers.ts';
import { changeOf } from './change-of.ts';

/** Changes a trigger and its secrets. */
export const changeProjectTriggerEndpoint = defineEndpoint({
  operationId: 'changeProjectTrigger',
  method: 'PATCH',
  path: '/{factory}/lmp/triggers/{trigger}/',
  summary: 'Change a trigger',
  description: 'Of its secrets those that are named; the others stay.',
  tag: 'Triggers',
  access: { scopes: ['ci:read-update'] },
  request: { params: TriggerParamsSchema, body: TriggerChangeSchema },
  bodyLimitBytes: 1_048_576,
  responses: { 200: { description: 'It is changed.', schema: jsend(Type.Object({})) } },
  faults: ['factory_not_found', 'build_trigger_not_found'],
  async handle(ctx: ProjectContext, { params, body }) {
    requireFactory(ctx, params.factory);
    const key = { factory: ctx.factory, id: params.trigger };
    await changeTrigger(ctx, ctx.builds.services, { ...changeOf(body), ...key });
    return success({});
  },
});
