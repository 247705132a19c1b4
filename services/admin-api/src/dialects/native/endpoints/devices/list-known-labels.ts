/** GET /known-labels/devices. */
import { listKnownLabels } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';

/** The label keys in use. */
export const listKnownLabelsEndpoint = defineEndpoint({
  operationId: 'listKnownLabels',
  method: 'GET',
  path: '/known-labels/devices',
  summary: 'List label keys',
  tag: 'Labels',
  access: { scopes: ['devices:read'], byGroup: true },
  request: {},
  responses: {
    200: {
      description: '`name`, `group`, then the others, sorted.',
      schema: Type.Array(Type.String()),
    },
  },
  faults: [],
  async handle(ctx) {
    return { status: 200, body: await listKnownLabels(ctx) };
  },
});
