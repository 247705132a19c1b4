/** POST /tokens/{id}/rotate */
import { rotateToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { TokenIdParamsSchema } from '../../schemas.ts';
import { RotatedTokenSchema, RotationSchema } from '../../schemas-token-lifecycle.ts';
import { toMilliseconds, toRotatedTokenBody } from '../../translate-tokens.ts';

export const rotateTokenEndpoint = defineEndpoint({
  operationId: 'rotateToken',
  method: 'POST',
  path: '/tokens/{id}/rotate',
  summary: 'Give a token a new secret',
  description:
    'Its id, its limits and its expiry stay. With a session: any token of one’s own, and of a service account that one answers for. With a token: itself (`tokens:rotate-self`) and what was made with it (`tokens:create`). Five secrets at most are valid at the same time.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema, body: RotationSchema },
  responses: {
    200: { description: 'The new secret, shown this once.', schema: RotatedTokenSchema },
  },
  faults: [
    'token_not_found',
    'scope_missing',
    'token_ended',
    'token_disabled',
    'token_not_rotatable',
    'token_versions_exhausted',
    'committed_unconfirmed',
  ],
  answersSecret: true,
  handle: async (ctx: NativeContext, { params, body }) => {
    const { tokenKeys, derivedTokens } = ctx;
    const rotated = await rotateToken(ctx, tokenKeys, {
      id: params.id,
      overlapMs: toMilliseconds(body.overlap),
      derivationKeys: derivedTokens.derivationKeys,
    });
    return { status: 200, body: toRotatedTokenBody(rotated) };
  },
});
