/** DELETE /service-accounts/{name} */
import { deleteServiceAccount } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { ServiceAccountParamsSchema } from '../../schemas-service-accounts.ts';
import { toServiceAccountBody } from '../../translate-service-accounts.ts';

export const deleteServiceAccountEndpoint = defineEndpoint({
  operationId: 'deleteServiceAccount',
  method: 'DELETE',
  path: '/service-accounts/{name}',
  summary: 'Take a service account out of use',
  description:
    'Its tokens are revoked and its name stays taken. Its owner with a session; anybody else with `users:delete` and all of its rights.',
  tag: 'Service accounts',
  access: { authenticated: true },
  request: { params: ServiceAccountParamsSchema },
  responses: { 204: { description: 'None of its tokens is accepted any more.' } },
  faults: ['service_account_not_found', 'scope_missing', 'scope_not_held', 'committed_unconfirmed'],
  versioned: true,
  handle: async (ctx, { params, precondition }) => {
    await deleteServiceAccount(ctx, {
      name: params.name,
      require: (present) => precondition.require(toServiceAccountBody(present)),
    });
    return { status: 204 };
  },
});
