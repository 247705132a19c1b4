/** PUT /applications/update/{Id} */
import { updateApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { toBoolean } from '../../go-values.ts';
import { operationStreamResponse, streamOperation } from '../../operation-stream.ts';
import {
  ApplicationChangeSchema,
  ApplicationParamsSchema,
  UpdateQuerySchema,
} from '../../schemas-applications.ts';

/** Deploys another command, or runs an application elsewhere. */
export const updateApplicationEndpoint = defineEndpoint({
  operationId: 'updateLighthouseApplication',
  method: 'PUT',
  path: '/applications/update/{Id}',
  summary: 'Update an application',
  description:
    'Deploys another command, adds instances and removes some; all of what the body names. Needs level 1 on it.',
  tag: 'Applications',
  access: { scopes: ['applications:manage', 'beacons:use'] },
  request: {
    params: ApplicationParamsSchema,
    query: UpdateQuerySchema,
    body: ApplicationChangeSchema,
    subscription: true,
  },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: operationStreamResponse },
  faults: [
    'application_not_found',
    'application_forbidden',
    'application_busy',
    'deployment_not_found',
    'deployment_bad',
    'docker_host_not_found',
    'beacon_forbidden',
    'docker_request_refused',
  ],
  handle: async (ctx: LighthouseContext, { params, query, body, subscription }) => {
    const { operationId } = await updateApplication(ctx, ctx.applications, {
      application: params.Id,
      command: body.Command,
      add: body.Add ?? [],
      remove: body.Remove ?? [],
      restart: toBoolean(query.restart),
      health: body.Health,
      force: toBoolean(query.force),
    });
    return streamOperation(ctx, operationId, subscription);
  },
});
