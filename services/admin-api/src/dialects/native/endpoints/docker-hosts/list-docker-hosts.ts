/** GET /docker-hosts */
import { listDockerHosts } from '@moorgate/docker-hosts';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { DockerHostSchema } from '../../schemas-docker-hosts.ts';
import { toDockerHostBody } from '../../translate-docker-hosts.ts';

export const listDockerHostsEndpoint = defineEndpoint({
  operationId: 'listDockerHosts',
  method: 'GET',
  path: '/docker-hosts',
  summary: 'List Docker hosts',
  description:
    'The hosts behind all beacons that one may use, those of the oldest beacon first. The Docker API of each, raw connections included, is below `/docker-hosts/{id}/docker/`.',
  tag: 'Docker hosts',
  access: { scopes: ['docker:read'] },
  request: {
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
  },
  responses: {
    200: {
      description: 'A page of hosts.',
      schema: Type.Array(DockerHostSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const page = await listDockerHosts(ctx, query);
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, page.nextCursor),
      body: page.items.map(toDockerHostBody),
    };
  },
});
