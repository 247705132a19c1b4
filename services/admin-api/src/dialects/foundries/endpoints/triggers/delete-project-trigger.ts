/** DELETE /projects/{factory}/lmp/triggers/{trigger}/. */
import { deleteTrigger } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { TriggerParamsSchema } from '../../schemas-triggers.ts';

/** Deletes a trigger with its secrets. */
export const deleteProjectTriggerEndpoint = defineEndpoint({
  operationId: 'deleteProjectTrigger',
  method: 'DELETE',
  path: '/{factory}/lmp/triggers/{trigger}/',
  summary: 'Delete a trigger',
  description: 'With its secrets; runs that begin from then on get none of them.',
  tag: 'Triggers',
  access: { scopes: ['ci:read-update'] },
  request: { params: TriggerParamsSchema },
  responses: { 200: { description: 'It is gone.', schema: jsend(Type.Object({})) } },
  faults: ['factory_not_found', 'build_trigger_not_found'],
  async handle(ctx: ProjectContext, { params }) {
    requireFactory(ctx, params.factory);
    await deleteTrigger(ctx, { factory: ctx.factory, id: params.trigger });
    return success({});
  },
});
