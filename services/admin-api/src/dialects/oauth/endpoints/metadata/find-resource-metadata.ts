/** GET /.well-known/oauth-protected-resource */
import { allScopes } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { proofAlgorithms } from '@moorgate/oauth';
import { type OAuthContext, oauthServicesOf } from '../../context.ts';
import { ResourceMetadataSchema } from '../../schemas.ts';
import { headersOf } from '../tokens/headers.ts';

export const findResourceMetadataEndpoint = defineEndpoint({
  operationId: 'findResourceMetadata',
  method: 'GET',
  path: '/.well-known/oauth-protected-resource',
  summary: 'See which tokens the API takes',
  description: 'RFC 9728.',
  tag: 'Metadata of OAuth',
  access: { public: 'A client reads it before it has anything to show.' },
  request: {},
  responses: { 200: { description: 'The metadata.', schema: ResourceMetadataSchema } },
  faults: [],
  handle: (ctx: OAuthContext, { headers }) => {
    const { issuer, mtlsIssuer } = oauthServicesOf(ctx, headersOf(headers));
    return Promise.resolve({
      status: 200,
      body: {
        resource: issuer,
        authorization_servers: [issuer],
        scopes_supported: [...allScopes],
        bearer_methods_supported: ['header'],
        tls_client_certificate_bound_access_tokens: mtlsIssuer !== null,
        dpop_signing_alg_values_supported: [...proofAlgorithms],
        dpop_bound_access_tokens_required: false,
        resource_name: 'Moorgate',
      },
    });
  },
});
