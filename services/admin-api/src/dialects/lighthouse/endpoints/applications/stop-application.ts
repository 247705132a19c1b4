/** POST /applications/stop/{Id} */
import { stopApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { operationStreamResponse, streamOperation } from '../../operation-stream.ts';
import { ApplicationParamsSchema } from '../../schemas-applications.ts';

/** Stops the containers of an application. */
export const stopApplicationEndpoint = defineEndpoint({
  operationId: 'stopLighthouseApplication',
  method: 'POST',
  path: '/applications/stop/{Id}',
  summary: 'Stop an application',
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
    const { operationId } = await stopApplication(ctx, ctx.applications, {
      application: params.Id,
    });
    return streamOperation(ctx, operationId, subscription);
  },
});
