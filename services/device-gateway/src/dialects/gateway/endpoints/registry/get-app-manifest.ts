/** GET /registry/v2/{repository}/manifests/{digest}: what an app or an image consists of. */
import { defineGatewayEndpoint } from '../../context.ts';
import { answerRegistry, registryResponses, registryParts } from '../../registry-files.ts';

export const getAppManifest = defineGatewayEndpoint({
  ...registryParts,
  operationId: 'getAppManifest',
  method: 'GET',
  path: '/registry/v2/{+repository}/manifests/{digest}',
  summary: 'Read a manifest of an app or an image',
  responses: registryResponses,
  faults: [
    'registry_token_invalid',
    'update_file_not_found',
    'range_not_satisfiable',
    'too_many_downloads',
  ],
  handle: (ctx, { params: { digest }, query: { token } }) =>
    answerRegistry(ctx, { method: 'GET', content: 'manifests', digest, token }),
});
