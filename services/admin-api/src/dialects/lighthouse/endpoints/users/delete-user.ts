/** DELETE /users/{Email} */
import { deleteRankedUser } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { UserParamsSchema } from '../../schemas.ts';

/** Takes an account out of use. */
export const deleteUserEndpoint = defineEndpoint({
  operationId: 'deleteLighthouseUser',
  method: 'DELETE',
  path: '/users/{Email}',
  summary: 'Delete a person',
  description: 'Somebody of a lower level. Their account ends, and its name stays taken.',
  tag: 'Users',
  access: { authenticated: true },
  request: { params: UserParamsSchema },
  responses: { 200: { description: 'Their account has ended.' } },
  faults: [
    'user_not_found',
    'user_is_self',
    'scope_missing',
    'scope_not_held',
    'last_administrator',
    'committed_unconfirmed',
  ],
  handle: async (ctx, { params }) => {
    await deleteRankedUser(ctx, params.Email);
    return { status: 200 };
  },
});
