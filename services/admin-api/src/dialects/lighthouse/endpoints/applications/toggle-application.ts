/** POST /applications/start/{Id} and POST /applications/stop/{Id} */
import { startApplication, stopApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { operationStreamResponse, streamOperation } from '../../operation-stream.ts';
import { ApplicationParamsSchema } from '../../schemas-applications.ts';

const shared = {
  method: 'POST',
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
} as const;

/** Starts the containers of an application. */
export const startApplicationEndpoint = defineEndpoint({
  ...shared,
  operationId: 'startLighthouseApplication',
  path: '/applications/start/{Id}',
  summary: 'Start an application',
  handle: async (ctx: LighthouseContext, { params, subscription }) => {
    const request = { application: params.Id };
    const { operationId } = await startApplication(ctx, ctx.applications, request);
    return streamOperation(ctx, operationId, subscription);
  },
});

/** Stops the containers of an application. */
export const stopApplicationEndpoint = defineEndpoint({
  ...shared,
  operationId: 'stopLighthouseApplication',
  path: '/applications/stop/{Id}',
  summary: 'Stop an application',
  handle: async (ctx: LighthouseContext, { params, subscription }) => {
    const request = { application: params.Id };
    const { operationId } = await stopApplication(ctx, ctx.applications, request);
    return streamOperation(ctx, operationId, subscription);
  },
});
