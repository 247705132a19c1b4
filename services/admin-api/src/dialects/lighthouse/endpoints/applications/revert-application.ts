/** POST /applications/revert/{Id} and PUT /applications/revert/{Id} */
import { revertApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { toBoolean, toInteger } from '../../go-values.ts';
import { operationStreamResponse, streamOperation } from '../../operation-stream.ts';
import { ApplicationParamsSchema, RevertQuerySchema } from '../../schemas-applications.ts';

const shared = {
  path: '/applications/revert/{Id}',
  tag: 'Applications',
  access: { scopes: ['applications:manage', 'beacons:use'] },
  request: { params: ApplicationParamsSchema, query: RevertQuerySchema, subscription: true },
  responses: { 200: operationStreamResponse },
  faults: [
    'application_not_found',
    'application_forbidden',
    'application_busy',
    'deployment_not_found',
    'deployment_of_other_application',
    'no_earlier_deployment',
    'deployment_bad',
    'beacon_forbidden',
    'docker_request_refused',
  ],
} as const;

/** Deploys an earlier deployment again, without starting it. */
export const revertApplicationEndpoint = defineEndpoint({
  ...shared,
  operationId: 'revertLighthouseApplication',
  method: 'POST',
  summary: 'Revert an application',
  description: 'Deploys an earlier deployment again; nothing is started. Needs level 1 on it.',
  handle: async (ctx: LighthouseContext, { params, query, subscription }) => {
    const { operationId } = await revertApplication(ctx, ctx.applications, {
      application: params.Id,
      target: toInteger(query.target) ?? -1,
      forcePull: toBoolean(query.forcePull),
      force: toBoolean(query.force),
    });
    return streamOperation(ctx, operationId, subscription);
  },
});

/** The same by the verb of the running original. */
export const putRevertApplicationEndpoint = defineEndpoint({
  ...revertApplicationEndpoint,
  operationId: 'revertLighthouseApplicationByPut',
  method: 'PUT',
  summary: 'Revert an application, by PUT',
});
