/** GET /config: the configuration of the device that asks. */
import { defineGatewayEndpoint } from '../context.ts';

export const getConfig = defineGatewayEndpoint({
  operationId: 'getConfig',
  method: 'GET',
  path: '/config',
  summary: 'Read the configuration of this device',
  tag: 'Configuration',
  access: {},
  request: {},
  responses: { 204: { description: 'No configuration has been set for this device.' } },
  faults: [],
  handle: () => Promise.resolve({ status: 204 }),
});
