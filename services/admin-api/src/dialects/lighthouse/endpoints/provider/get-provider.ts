/** GET /provider/which */
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';

/** What the first version calls the source of its hosts; here beacons are. */
export const getProviderEndpoint = defineEndpoint({
  operationId: 'getProviderName',
  method: 'GET',
  path: '/provider/which',
  summary: 'Get the name of the provider',
  tag: 'Provider',
  access: { scopes: ['beacons:use'] },
  request: {},
  responses: {
    200: { description: 'Its name.', content: { 'application/json': Type.Literal('lighthouse') } },
  },
  faults: [],
  handle: () =>
    Promise.resolve({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: '"lighthouse"',
    }),
});
