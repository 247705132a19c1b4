/** POST /applications/start/{Id} */
import { startApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { operationStreamResponse, streamOperation } from '../../operation-stream.ts';
import { ApplicationParamsSchema } from '../../schemas-applications.ts';

/** Starts the containers of an application. */
export const startApplicationEndpoint = defineEndpoint({
  operationId: 'startLighthouseApplication',
  method: 'POST',
  path: '/applications/start/{Id}',
  summary: 'Start an application',
  description: 'On every instance, or, where one of them fails, on none. Needs level 1 on it.',
  tag: 'Applications',
  access: { scopes: ['applications:manage', 'beacons:use'] },
  request: { params: ApplicationParamsSchema, subscription: true },
  responses: { 200: operationStreamResponse },
  faults: [
    'application_not_found',
    'application_forbidden',
    'application_busy',
    'beacon_forbidden',
  ],
  handle: async (ctx: LighthouseContext, { params, subscription }) => {
    const { operationId } = await startApplication(ctx, ctx.applications, {
      application: params.Id,
    });
    return streamOperation(ctx, operationId, subscription);
  },
});
