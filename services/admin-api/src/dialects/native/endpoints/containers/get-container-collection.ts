/** GET /container-collection */
import { findCollection } from '@moorgate/containers';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ContainerCollectionSchema } from '../../schemas-containers.ts';
import { requireRegistry, toCollectionBody } from '../../translate-containers.ts';

export const getContainerCollectionEndpoint = defineEndpoint({
  operationId: 'getContainerCollection',
  method: 'GET',
  path: '/container-collection',
  summary: 'Get the collection of container images',
  description: 'How far the present one is, or how the last one ended.',
  tag: 'Containers',
  access: { scopes: ['containers:read'] },
  request: {},
  responses: { 200: { description: 'The collection.', schema: ContainerCollectionSchema } },
  faults: ['registry_absent', 'registry_unavailable', 'collection_not_offered'],
  handle: async (ctx: NativeContext) => ({
    status: 200,
    body: toCollectionBody(await findCollection(ctx, requireRegistry(ctx).endpoint)),
  }),
});
