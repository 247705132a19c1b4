/** HEAD /registry/v2/{repository}/blobs/{digest}: how long a layer or a configuration is. */
import { defineGatewayEndpoint } from '../../context.ts';
import { answerRegistry, registryHeadResponses, registryParts } from '../../registry-files.ts';

export const headAppBlob = defineGatewayEndpoint({
  ...registryParts,
  operationId: 'headAppBlob',
  method: 'HEAD',
  path: '/registry/v2/{+repository}/blobs/{digest}',
  summary: 'Read the length of a layer or a configuration',
  responses: registryHeadResponses,
  faults: ['registry_token_invalid', 'update_file_not_found'],
  handle: (ctx, { params: { digest }, query: { token } }) =>
    answerRegistry(ctx, { method: 'HEAD', content: 'blobs', digest, token }),
});
