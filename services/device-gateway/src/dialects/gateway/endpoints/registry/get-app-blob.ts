/** GET /registry/v2/{repository}/blobs/{digest}: a layer or a configuration. */
import { defineGatewayEndpoint } from '../../context.ts';
import { answerRegistry, registryResponses, registryParts } from '../../registry-files.ts';

export const getAppBlob = defineGatewayEndpoint({
  ...registryParts,
  operationId: 'getAppBlob',
  method: 'GET',
  path: '/registry/v2/{+repository}/blobs/{digest}',
  summary: 'Read a layer or a configuration of an app',
  responses: registryResponses,
  faults: [
    'registry_token_invalid',
    'update_file_not_found',
    'range_not_satisfiable',
    'too_many_downloads',
  ],
  handle: (ctx, { params: { digest }, query: { token } }) =>
    answerRegistry(ctx, { method: 'GET', content: 'blobs', digest, token }),
});
