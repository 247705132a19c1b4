/** POST /tokens/revoke */
import { revokeTokens } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { BulkRevocationResultSchema, BulkRevocationSchema } from '../../schemas-token-lifecycle.ts';
import { toDate } from '../../translate-tokens.ts';

export const revokeTokensEndpoint = defineEndpoint({
  operationId: 'revokeTokens',
  method: 'POST',
  path: '/tokens/revoke',
  summary: 'Revoke many tokens at once',
  description:
    'Every token that fits, with whatever was made with one of them; sessions are left alone. With a session: one’s own, by naming oneself as the `user`. Everything else with `tokens:delete`.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: { body: BulkRevocationSchema },
  responses: {
    200: {
      description: 'How many were revoked, or would be.',
      schema: BulkRevocationResultSchema,
    },
  },
  faults: ['scope_missing', 'user_not_found', 'committed_unconfirmed'],
  handle: async (ctx, { body }) => {
    const isDryRun = body['dry-run'] ?? false;
    const count = await revokeTokens(ctx, {
      username: body.user,
      dialect: body.dialect,
      scope: body.scope,
      createdBefore: toDate(body['created-before']),
      familyId: body.family,
      isDryRun,
    });
    return { status: 200, body: { count, 'dry-run': isDryRun } };
  },
});
