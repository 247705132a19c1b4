/** POST /applications/{application}/start and POST /applications/{application}/stop */
import { startApplication, stopApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ApplicationParamsSchema } from '../../schemas-applications.ts';
import { acceptedOperation, acceptOperation } from './accepted-operation.ts';

const shared = {
  method: 'POST',
  description: 'On every host, or, where one of them fails, on none. Needs level 1 on it.',
  tag: 'Applications',
  access: { scopes: ['applications:manage', 'beacons:use'] },
  request: { params: ApplicationParamsSchema },
  responses: { 202: acceptedOperation },
  faults: [
    'application_not_found',
    'application_forbidden',
    'application_busy',
    'beacon_forbidden',
  ],
} as const;

export const startApplicationEndpoint = defineEndpoint({
  ...shared,
  operationId: 'startApplication',
  path: '/applications/{application}/start',
  summary: 'Start an application',
  handle: async (ctx: NativeContext, { params }) =>
    acceptOperation(ctx, startApplication(ctx, ctx.applications, params)),
});

export const stopApplicationEndpoint = defineEndpoint({
  ...shared,
  operationId: 'stopApplication',
  path: '/applications/{application}/stop',
  summary: 'Stop an application',
  handle: async (ctx: NativeContext, { params }) =>
    acceptOperation(ctx, stopApplication(ctx, ctx.applications, params)),
});
