/** POST /applications/create */
import { createApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { toBoolean } from '../../go-values.ts';
import { operationStreamResponse, streamOperation } from '../../operation-stream.ts';
import { CreateQuerySchema, NewApplicationSchema } from '../../schemas-applications.ts';

/** Creates an application and deploys it for the first time. */
export const createApplicationEndpoint = defineEndpoint({
  operationId: 'createLighthouseApplication',
  method: 'POST',
  path: '/applications/create',
  summary: 'Create an application',
  description: 'Whoever creates it owns it. Needs level 0 on the beacon of each instance.',
  tag: 'Applications',
  access: { scopes: ['applications:create', 'beacons:use'] },
  request: { query: CreateQuerySchema, body: NewApplicationSchema, subscription: true },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: operationStreamResponse },
  faults: [
    'application_name_taken',
    'docker_host_not_found',
    'beacon_forbidden',
    'docker_request_refused',
  ],
  handle: async (ctx: LighthouseContext, { query, body, subscription }) => {
    const { operationId } = await createApplication(ctx, ctx.applications, {
      name: body.Name,
      command: body.Command,
      instances: body.Instances,
      start: toBoolean(query.start),
      forcePull: toBoolean(query.forcePull),
      health: body.Health,
    });
    return streamOperation(ctx, operationId, subscription);
  },
});
