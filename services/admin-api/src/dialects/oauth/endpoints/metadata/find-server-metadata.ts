/** GET /.well-known/oauth-authorization-server */
import { allScopes } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { grantTypes, proofAlgorithms } from '@moorgate/oauth';
import { type OAuthContext, oauthServicesOf } from '../../context.ts';
import { type ServerMetadata, ServerMetadataSchema } from '../../schemas.ts';
import { headersOf } from '../tokens/headers.ts';

const paths = {
  token_endpoint: '/oauth2/token',
  revocation_endpoint: '/oauth2/revoke',
  introspection_endpoint: '/oauth2/introspect',
  device_authorization_endpoint: '/oauth2/device_authorization',
} as const;

/** A certificate is known by its thumbprint, whoever signed it, so both methods of RFC 8705 are the same here. */
const authMethods = [
  'client_secret_basic',
  'client_secret_post',
  'self_signed_tls_client_auth',
  'tls_client_auth',
];

const under = (origin: string): Record<keyof typeof paths, string> => ({
  token_endpoint: `${origin}${paths.token_endpoint}`,
  revocation_endpoint: `${origin}${paths.revocation_endpoint}`,
  introspection_endpoint: `${origin}${paths.introspection_endpoint}`,
  device_authorization_endpoint: `${origin}${paths.device_authorization_endpoint}`,
});

const metadataOf = (issuer: string, mtlsIssuer: string | null): ServerMetadata => ({
  issuer,
  // A page for people, whose browsers are asked for no certificate.
  authorization_endpoint: `${issuer}/oauth2/authorize`,
  ...under(issuer),
  scopes_supported: [...allScopes],
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: Object.keys(grantTypes),
  token_endpoint_auth_methods_supported: [...authMethods, 'none'],
  revocation_endpoint_auth_methods_supported: [...authMethods, 'none'],
  introspection_endpoint_auth_methods_supported: authMethods,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  dpop_signing_alg_values_supported: [...proofAlgorithms],
  tls_client_certificate_bound_access_tokens: mtlsIssuer !== null,
  ...(mtlsIssuer === null ? {} : { mtls_endpoint_aliases: under(mtlsIssuer) }),
});

export const findServerMetadataEndpoint = defineEndpoint({
  operationId: 'findServerMetadata',
  method: 'GET',
  path: '/.well-known/oauth-authorization-server',
  summary: 'See where and how to get tokens',
  description: 'RFC 8414.',
  tag: 'Metadata of OAuth',
  access: { public: 'A client reads it before it has anything to show.' },
  request: {},
  responses: { 200: { description: 'The metadata.', schema: ServerMetadataSchema } },
  faults: [],
  handle: (ctx: OAuthContext, { headers }) => {
    const { issuer, mtlsIssuer } = oauthServicesOf(ctx, headersOf(headers));
    return Promise.resolve({ status: 200, body: metadataOf(issuer, mtlsIssuer) });
  },
});
