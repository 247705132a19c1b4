/** DELETE /container-repositories/{repository}/manifests/{reference} */
import { deleteManifest } from '@moorgate/containers';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ContainerManifestParamsSchema } from '../../schemas-containers.ts';
import { requireRegistry } from '../../translate-containers.ts';

export const deleteContainerManifestEndpoint = defineEndpoint({
  operationId: 'deleteContainerManifest',
  method: 'DELETE',
  path: '/container-repositories/{repository}/manifests/{reference}',
  summary: 'Delete a container image',
  description:
    'With every tag that it has. What it named and nothing else names goes with the next collection.',
  tag: 'Containers',
  access: { scopes: ['containers:read-update'] },
  request: { params: ContainerManifestParamsSchema },
  responses: { 204: { description: 'Nobody finds it any more.' } },
  faults: [
    'manifest_not_found',
    'manifest_in_use',
    'registry_absent',
    'registry_collecting',
    'registry_unavailable',
  ],
  handle: async (ctx: NativeContext, { params }) => {
    const name = `${ctx.factory}/${params.repository}`;
    await deleteManifest(ctx, requireRegistry(ctx), { name, reference: params.reference });
    return { status: 204 };
  },
});
