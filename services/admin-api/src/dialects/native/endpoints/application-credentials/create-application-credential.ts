/** POST /application-credentials */
import { defineEndpoint } from '@moorgate/http';
import { createApplicationCredential } from '@moorgate/oauth';
import type { NativeContext } from '../../context.ts';
import {
  ApplicationCredentialRequestSchema,
  IssuedApplicationCredentialSchema,
} from '../../schemas-application-credentials.ts';
import {
  toApplicationCredentialRequest,
  toIssuedApplicationCredentialBody,
} from '../../translate-application-credentials.ts';

export const createApplicationCredentialEndpoint = defineEndpoint({
  operationId: 'createApplicationCredential',
  method: 'POST',
  path: '/application-credentials',
  summary: 'Create an application credential',
  description:
    'A client of OAuth 2 of one’s own: what is issued to it has at most its scopes, groups, networks and rate, and at every moment no more than its owner may. One that is made with a token is narrower than that one, ends no later, and is revoked with it.',
  tag: 'Application credentials',
  access: { scopes: ['tokens:create'], byGroup: true },
  request: { body: ApplicationCredentialRequestSchema },
  responses: {
    201: {
      description: 'The client id, and the secret, shown this once.',
      schema: IssuedApplicationCredentialSchema,
    },
  },
  faults: ['scope_not_held', 'token_not_narrower', 'token_uses_bounded'],
  answersSecret: true,
  handle: async (ctx: NativeContext, { body }) => {
    const request = toApplicationCredentialRequest(body);
    const issued = await createApplicationCredential(ctx, ctx.tokenKeys, request);
    return { status: 201, body: toIssuedApplicationCredentialBody(issued) };
  },
});
