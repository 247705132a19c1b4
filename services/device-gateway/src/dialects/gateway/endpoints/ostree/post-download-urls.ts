/** POST /ostree/download-urls: where else the repository could be fetched from, which is nowhere. */
import { defineGatewayEndpoint } from '../../context.ts';

export const postDownloadUrls = defineGatewayEndpoint({
  operationId: 'postDownloadUrls',
  method: 'POST',
  path: '/ostree/download-urls',
  summary: 'Ask for other places to fetch the repository from',
  description:
    'There is none but this gateway: a link to another place would outlive the denial of the device that has it.',
  tag: 'Updates',
  access: {},
  request: {},
  responses: { 204: { description: 'Fetch it here.' } },
  faults: [],
  handle: () => Promise.resolve({ status: 204 }),
});
