/** HEAD /registry/v2/{repository}/manifests/{digest}: how long a manifest is, and of which type. */
import { defineGatewayEndpoint } from '../../context.ts';
import { answerRegistry, registryHeadResponses, registryParts } from '../../registry-files.ts';

export const headAppManifest = defineGatewayEndpoint({
  ...registryParts,
  operationId: 'headAppManifest',
  method: 'HEAD',
  path: '/registry/v2/{+repository}/manifests/{digest}',
  summary: 'Read the length and the type of a manifest',
  responses: registryHeadResponses,
  faults: ['registry_token_invalid', 'update_file_not_found'],
  handle: (ctx, { params: { digest }, query: { token } }) =>
    answerRegistry(ctx, { method: 'HEAD', content: 'manifests', digest, token }),
});
