/** GET /applications/list */
import { listApplications } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { ApplicationSchema } from '../../schemas-applications.ts';
import { toApplicationBody } from '../../translate-applications.ts';

/** The applications that one may use. */
export const listApplicationsEndpoint = defineEndpoint({
  operationId: 'listLighthouseApplications',
  method: 'GET',
  path: '/applications/list',
  summary: 'List applications',
  description: 'Those that one may use, oldest first.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: {},
  responses: { 200: { description: 'The applications.', schema: Type.Array(ApplicationSchema) } },
  faults: [],
  handle: async (ctx) => ({
    status: 200,
    body: (await listApplications(ctx)).map(toApplicationBody),
  }),
});
