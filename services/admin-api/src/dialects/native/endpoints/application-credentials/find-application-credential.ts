/** GET /application-credentials/{id} */
import { defineEndpoint } from '@moorgate/http';
import { findApplicationCredential } from '@moorgate/oauth';
import { TokenIdParamsSchema } from '../../schemas.ts';
import { ApplicationCredentialSchema } from '../../schemas-application-credentials.ts';
import { toApplicationCredentialBody } from '../../translate-application-credentials.ts';
import { credentialVersions } from './credential-versions.ts';

export const findApplicationCredentialEndpoint = defineEndpoint({
  operationId: 'findApplicationCredential',
  method: 'GET',
  path: '/application-credentials/{id}',
  summary: 'See an application credential',
  description: 'One of one’s own, ended or not; with the scope `tokens:read` any.',
  tag: 'Application credentials',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema },
  responses: {
    200: {
      description: 'The application credential, without its secret.',
      schema: ApplicationCredentialSchema,
    },
  },
  faults: ['application_credential_not_found'],
  versioned: credentialVersions,
  handle: async (ctx, { params }) => {
    const credential = await findApplicationCredential(ctx, params.id);
    return { status: 200, body: toApplicationCredentialBody(credential) };
  },
});
