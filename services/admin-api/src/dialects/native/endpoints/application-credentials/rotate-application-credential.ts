/** POST /application-credentials/{id}/rotate */
import { defineEndpoint } from '@moorgate/http';
import { rotateApplicationCredential } from '@moorgate/oauth';
import type { NativeContext } from '../../context.ts';
import { TokenIdParamsSchema } from '../../schemas.ts';
import { RotatedApplicationCredentialSchema } from '../../schemas-application-credentials.ts';
import { RotationSchema } from '../../schemas-token-lifecycle.ts';
import { toRotatedApplicationCredentialBody } from '../../translate-application-credentials.ts';
import { toMilliseconds } from '../../translate-tokens.ts';

export const rotateApplicationCredentialEndpoint = defineEndpoint({
  operationId: 'rotateApplicationCredential',
  method: 'POST',
  path: '/application-credentials/{id}/rotate',
  summary: 'Give an application credential a new secret',
  description:
    'What was issued to the client stays. With a session: any of one’s own. With a token: what was made with it (`tokens:create`). Five secrets at most are valid at the same time.',
  tag: 'Application credentials',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema, body: RotationSchema },
  responses: {
    200: {
      description: 'The new secret, shown this once.',
      schema: RotatedApplicationCredentialSchema,
    },
  },
  faults: [
    'application_credential_not_found',
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
    const rotation = { id: params.id, overlapMs: toMilliseconds(body.overlap) };
    const rotated = await rotateApplicationCredential(ctx, ctx.tokenKeys, rotation);
    return { status: 200, body: toRotatedApplicationCredentialBody(rotated) };
  },
});
