/** POST /service-accounts */
import { createServiceAccount } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import {
  ServiceAccountRequestSchema,
  ServiceAccountSchema,
} from '../../schemas-service-accounts.ts';
import { toServiceAccountBody } from '../../translate-service-accounts.ts';

export const createServiceAccountEndpoint = defineEndpoint({
  operationId: 'createServiceAccount',
  method: 'POST',
  path: '/service-accounts',
  summary: 'Create a service account',
  description:
    'A user that is a program: it has tokens, no password and no session, and at every moment at most the rights of its owner.',
  tag: 'Service accounts',
  access: { scopes: ['users:create'] },
  request: { body: ServiceAccountRequestSchema },
  responses: {
    201: {
      description: 'The service account.',
      schema: ServiceAccountSchema,
      headers: { Location: 'The path of the service account.' },
    },
  },
  faults: ['scope_not_held', 'user_exists', 'service_account_owner_unfit'],
  handle: async (ctx, { body, path }) => {
    const account = await createServiceAccount(ctx, body);
    return {
      status: 201,
      headers: { Location: `${path}/${account.name}` },
      body: toServiceAccountBody(account),
    };
  },
});
