/** PATCH /applications/{application} */
import { updateApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ApplicationChangeSchema, ApplicationParamsSchema } from '../../schemas-applications.ts';
import { acceptedOperation, acceptOperation } from './accepted-operation.ts';

export const updateApplicationEndpoint = defineEndpoint({
  operationId: 'updateApplication',
  method: 'PATCH',
  path: '/applications/{application}',
  summary: 'Update an application',
  description:
    'Deploys another command or compose file, adds hosts and removes some; all of what the body names. Needs level 1 on it.',
  tag: 'Applications',
  access: { scopes: ['applications:manage', 'beacons:use'] },
  request: { params: ApplicationParamsSchema, body: ApplicationChangeSchema },
  responses: { 202: acceptedOperation },
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
  handle: async (ctx: NativeContext, { params, body }) => {
    const {
      command,
      compose,
      add = [],
      remove = [],
      restart = false,
      health,
      force = false,
    } = body;
    const change = {
      application: params.application,
      command,
      compose,
      add,
      remove,
      restart,
      health,
      force,
    };
    return acceptOperation(ctx, updateApplication(ctx, ctx.applications, change));
  },
});
