/** POST /tokens/self/rotate */
import { rotateOwnToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { RotatedTokenSchema, RotationSchema } from '../../schemas-token-lifecycle.ts';
import { toMilliseconds, toRotatedTokenBody } from '../../translate-tokens.ts';

export const rotateOwnTokenEndpoint = defineEndpoint({
  operationId: 'rotateOwnToken',
  method: 'POST',
  path: '/tokens/self/rotate',
  summary: 'Give the token that asks a new secret',
  description:
    'As the rotation of a token by its id, for scripts that know nothing but their token.',
  tag: 'Tokens',
  access: { scopes: ['tokens:rotate-self'], byGroup: true },
  request: { body: RotationSchema },
  responses: {
    200: { description: 'The new secret, shown this once.', schema: RotatedTokenSchema },
  },
  faults: [
    'token_required',
    'token_not_found',
    'token_ended',
    'token_disabled',
    'token_versions_exhausted',
    'committed_unconfirmed',
  ],
  answersSecret: true,
  handle: async (ctx: NativeContext, { body }) => {
    const overlapMs = toMilliseconds(body.overlap);
    const rotated = await rotateOwnToken(ctx, ctx.tokenKeys, { overlapMs });
    return { status: 200, body: toRotatedTokenBody(rotated) };
  },
});
