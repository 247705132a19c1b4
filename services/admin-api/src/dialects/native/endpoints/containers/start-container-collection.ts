/** POST /container-collection */
import { beginCollection } from '@moorgate/containers';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ContainerCollectionSchema } from '../../schemas-containers.ts';
import { requireRegistry, toCollectionBody } from '../../translate-containers.ts';

export const startContainerCollectionEndpoint = defineEndpoint({
  operationId: 'startContainerCollection',
  method: 'POST',
  path: '/container-collection',
  summary: 'Remove content that no image names',
  description:
    'Waits for what is being pushed, and takes nothing new until it has ended: pushes are answered 503 with Retry-After. Images are pulled meanwhile as ever.',
  tag: 'Containers',
  access: { scopes: ['containers:read-update'] },
  request: {},
  responses: { 202: { description: 'It has begun.', schema: ContainerCollectionSchema } },
  faults: [
    'collection_running',
    'collection_not_offered',
    'registry_absent',
    'registry_unavailable',
  ],
  handle: async (ctx: NativeContext) => ({
    status: 202,
    body: toCollectionBody(await beginCollection(ctx, requireRegistry(ctx).endpoint)),
  }),
});
