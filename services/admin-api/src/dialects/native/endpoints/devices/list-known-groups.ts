/** GET /known-labels/device-groups. */
import { listKnownGroups } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';

/** The groups in use. */
export const listKnownGroupsEndpoint = defineEndpoint({
  operationId: 'listKnownGroups',
  method: 'GET',
  path: '/known-labels/device-groups',
  summary: 'List groups of devices',
  tag: 'Labels',
  access: { scopes: ['devices:read'], byGroup: true },
  request: {},
  responses: {
    200: {
      description: 'The groups that some device is in, or that have a configuration, sorted.',
      schema: Type.Array(Type.String()),
    },
  },
  faults: [],
  async handle(ctx) {
    return { status: 200, body: await listKnownGroups(ctx) };
  },
});
