/** GET /docker-hosts/{id} */
import { findDockerHost } from '@moorgate/docker-hosts';
import { defineEndpoint } from '@moorgate/http';
import { DockerHostParamsSchema, DockerHostSchema } from '../../schemas-docker-hosts.ts';
import { toDockerHostBody } from '../../translate-docker-hosts.ts';

export const getDockerHostEndpoint = defineEndpoint({
  operationId: 'getDockerHost',
  method: 'GET',
  path: '/docker-hosts/{id}',
  summary: 'Get a Docker host',
  description: 'By its id, its alias or its address. One that one may not use is not there.',
  tag: 'Docker hosts',
  access: { scopes: ['docker:read'] },
  request: { params: DockerHostParamsSchema },
  responses: { 200: { description: 'The host.', schema: DockerHostSchema } },
  faults: ['docker_host_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toDockerHostBody(await findDockerHost(ctx, params.id)),
  }),
});
