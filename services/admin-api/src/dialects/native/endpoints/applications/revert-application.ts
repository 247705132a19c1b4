/** POST /applications/{application}/reversion */
import { revertApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ApplicationParamsSchema, ReversionSchema } from '../../schemas-applications.ts';
import { acceptedOperation, acceptOperation } from './accepted-operation.ts';

export const revertApplicationEndpoint = defineEndpoint({
  operationId: 'revertApplication',
  method: 'POST',
  path: '/applications/{application}/reversion',
  summary: 'Revert an application',
  description: 'Deploys an earlier deployment again; nothing is started. Needs level 1 on it.',
  tag: 'Applications',
  access: { scopes: ['applications:manage', 'beacons:use'] },
  request: { params: ApplicationParamsSchema, body: ReversionSchema },
  responses: { 202: acceptedOperation },
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
  handle: async (ctx: NativeContext, { params, body }) => {
    const { target, 'force-pull': forcePull = false, force = false } = body;
    const { application } = params;
    return acceptOperation(
      ctx,
      revertApplication(ctx, ctx.applications, { application, target, forcePull, force }),
    );
  },
});
