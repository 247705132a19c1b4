/** GET /service-accounts/{name} */
import { findServiceAccount } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import {
  ServiceAccountParamsSchema,
  ServiceAccountSchema,
} from '../../schemas-service-accounts.ts';
import { toServiceAccountBody } from '../../translate-service-accounts.ts';

export const findServiceAccountEndpoint = defineEndpoint({
  operationId: 'findServiceAccount',
  method: 'GET',
  path: '/service-accounts/{name}',
  summary: 'Look at a service account',
  description: 'One that one answers for; any with `users:read`.',
  tag: 'Service accounts',
  access: { authenticated: true },
  request: { params: ServiceAccountParamsSchema },
  responses: { 200: { description: 'The service account.', schema: ServiceAccountSchema } },
  faults: ['service_account_not_found'],
  versioned: true,
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toServiceAccountBody(await findServiceAccount(ctx, params.name)),
  }),
});
