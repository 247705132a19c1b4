/** DELETE /users/{username}/totp */
import { resetSecondFactor } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema } from '../../schemas.ts';

export const resetSecondFactorEndpoint = defineEndpoint({
  operationId: 'resetSecondFactor',
  method: 'DELETE',
  path: '/users/{username}/totp',
  summary: 'Remove the second factor of another user',
  description: 'For somebody who lost it. Needs every right that the user has.',
  tag: 'Second factor',
  access: { scopes: ['users:read-update'] },
  request: { params: UsernameParamsSchema },
  responses: { 204: { description: 'The user logs in with the password alone.' } },
  faults: [
    'user_not_found',
    'user_is_self',
    'second_factor_not_found',
    'scope_not_held',
    'committed_unconfirmed',
  ],
  handle: async (ctx, { params }) => {
    await resetSecondFactor(ctx, params.username);
    return { status: 204 };
  },
});
