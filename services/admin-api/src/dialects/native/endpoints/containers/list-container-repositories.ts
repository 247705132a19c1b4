/** GET /container-repositories */
import { listRepositories, registryHostOf } from '@moorgate/containers';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import { ContainerRepositorySchema } from '../../schemas-containers.ts';
import { requireRegistry } from '../../translate-containers.ts';

export const listContainerRepositoriesEndpoint = defineEndpoint({
  operationId: 'listContainerRepositories',
  method: 'GET',
  path: '/container-repositories',
  summary: 'List the repositories of container images',
  description: 'Those of the factory, by name.',
  tag: 'Containers',
  access: { scopes: ['containers:read'] },
  request: {
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
  },
  responses: {
    200: {
      description: 'A page of repositories.',
      schema: Type.Array(ContainerRepositorySchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid', 'registry_absent', 'registry_unavailable'],
  handle: async (ctx: NativeContext, { query, path, headers }) => {
    const { factory } = ctx;
    const page = await listRepositories(ctx, requireRegistry(ctx), { ...query, factory });
    const host = registryHostOf(ctx.ownOrigin.of(headers['host']));
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, page.nextCursor),
      body: page.items.map((name) => ({
        name: name.slice(factory.length + 1),
        image: `${host}/${name}`,
      })),
    };
  },
});
