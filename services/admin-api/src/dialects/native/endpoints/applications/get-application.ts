/** GET /applications/{application} */
import { findVisibleApplication } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { ApplicationParamsSchema, ApplicationSchema } from '../../schemas-applications.ts';
import { toApplicationBody } from '../../translate-applications.ts';

export const getApplicationEndpoint = defineEndpoint({
  operationId: 'getApplication',
  method: 'GET',
  path: '/applications/{application}',
  summary: 'Show an application',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: ApplicationParamsSchema },
  responses: { 200: { description: 'It.', schema: ApplicationSchema } },
  faults: ['application_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toApplicationBody(await findVisibleApplication(ctx, params.application)),
  }),
});
