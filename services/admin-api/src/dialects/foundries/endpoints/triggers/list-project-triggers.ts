/** GET /projects/{factory}/lmp/triggers/. */
import { listTriggers } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsend, success } from '../../envelope-projects.ts';
import { TriggerSchema } from '../../schemas-triggers.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

/** The triggers, with the names of their secrets. */
export const listProjectTriggersEndpoint = defineEndpoint({
  operationId: 'listProjectTriggers',
  method: 'GET',
  path: '/{factory}/lmp/triggers/',
  summary: 'List triggers',
  description: 'With the names of their secrets, and never the values.',
  tag: 'Triggers',
  access: { scopes: ['ci:read-update'] },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'All of them.', schema: jsend(Type.Array(TriggerSchema)) } },
  faults: ['factory_not_found'],
  async handle(ctx: ProjectContext, { params }) {
    requireFactory(ctx, params.factory);
    const triggers = await listTriggers(ctx, ctx.factory);
    return success(
      triggers.map((trigger) => ({
        id: trigger.id,
        type: trigger.type,
        user: trigger.createdBy,
        project: `${ctx.factory}/lmp`,
        definition_repo: trigger.definitionRepo,
        definition_file: trigger.definitionFile,
        queue_priority: trigger.queuePriority,
        secrets: trigger.secretNames.map((name) => ({ name })),
      })),
    );
  },
});
