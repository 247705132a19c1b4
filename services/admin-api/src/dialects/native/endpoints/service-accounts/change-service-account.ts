/** PATCH /service-accounts/{name} */
import { changeServiceAccount } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import {
  ServiceAccountChangeSchema,
  ServiceAccountParamsSchema,
  ServiceAccountSchema,
} from '../../schemas-service-accounts.ts';
import { toServiceAccountBody } from '../../translate-service-accounts.ts';

export const changeServiceAccountEndpoint = defineEndpoint({
  operationId: 'changeServiceAccount',
  method: 'PATCH',
  path: '/service-accounts/{name}',
  summary: 'Change the rights or the owner of a service account',
  description:
    'Its owner with a session, or with `users:read-update` anybody who has the scopes, and all that the roles give, in question. Whoever hands it to somebody else must have all of its rights. Acts at once on its tokens.',
  tag: 'Service accounts',
  access: { authenticated: true },
  request: { params: ServiceAccountParamsSchema, body: ServiceAccountChangeSchema },
  responses: {
    200: { description: 'The service account as it is now.', schema: ServiceAccountSchema },
  },
  faults: [
    'service_account_not_found',
    'scope_missing',
    'scope_not_held',
    'service_account_owner_unfit',
    'committed_unconfirmed',
  ],
  versioned: true,
  handle: async (ctx, { params, body, precondition }) => {
    const account = await changeServiceAccount(ctx, params.name, {
      ...body,
      require: (present) => precondition.require(toServiceAccountBody(present)),
    });
    return { status: 200, body: toServiceAccountBody(account) };
  },
});
