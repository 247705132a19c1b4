/** GET /container-repositories/{repository}/tags */
import { listTags } from '@moorgate/containers';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import { ContainerRepositoryParamsSchema, ContainerTagSchema } from '../../schemas-containers.ts';
import { requireRegistry, toTagBody } from '../../translate-containers.ts';

export const listContainerTagsEndpoint = defineEndpoint({
  operationId: 'listContainerTags',
  method: 'GET',
  path: '/container-repositories/{repository}/tags',
  summary: 'List the tags of a repository of container images',
  description: 'By name, each with the digest and the size of what it names.',
  tag: 'Containers',
  access: { scopes: ['containers:read'] },
  request: {
    params: ContainerRepositoryParamsSchema,
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
  },
  responses: {
    200: {
      description: 'A page of tags.',
      schema: Type.Array(ContainerTagSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['repository_not_found', 'cursor_invalid', 'registry_absent', 'registry_unavailable'],
  handle: async (ctx: NativeContext, { params, query, path }) => {
    const name = `${ctx.factory}/${params.repository}`;
    const page = await listTags(ctx, requireRegistry(ctx), { name, ...query });
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, page.nextCursor),
      body: page.items.map(toTagBody),
    };
  },
});
