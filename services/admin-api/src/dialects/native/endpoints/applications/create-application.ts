/** POST /applications */
import { createApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { NewApplicationSchema } from '../../schemas-applications.ts';
import { acceptedOperation, acceptOperation } from './accepted-operation.ts';

export const createApplicationEndpoint = defineEndpoint({
  operationId: 'createApplication',
  method: 'POST',
  path: '/applications',
  summary: 'Create an application',
  description:
    'From a command or a compose file. Whoever creates it owns it. Needs level 0 on the beacon of each host.',
  tag: 'Applications',
  access: { scopes: ['applications:create', 'beacons:use'] },
  request: { body: NewApplicationSchema },
  responses: { 202: acceptedOperation },
  faults: [
    'application_name_taken',
    'docker_host_not_found',
    'beacon_forbidden',
    'docker_request_refused',
  ],
  handle: async (ctx: NativeContext, { body }) => {
    const { start = true, 'force-pull': forcePull = false, ...rest } = body;
    return acceptOperation(
      ctx,
      createApplication(ctx, ctx.applications, { ...rest, start, forcePull }),
    );
  },
});
