/** GET /source-repositories/{name} */
import { defineEndpoint } from '@moorgate/http';
import { requireRepository } from '@moorgate/source';
import type { NativeContext } from '../../context.ts';
import {
  SourceRepositoryParamsSchema,
  SourceRepositorySchema,
} from '../../schemas-source-repositories.ts';
import { toSourceRepositoryBody } from '../../translate-source-repositories.ts';

export const getSourceRepositoryEndpoint = defineEndpoint({
  operationId: 'getSourceRepository',
  method: 'GET',
  path: '/source-repositories/{name}',
  summary: 'Get a Git repository',
  description: 'With its size, and where it is cloned from.',
  tag: 'Source',
  access: { scopes: ['source:read'] },
  request: { params: SourceRepositoryParamsSchema },
  responses: { 200: { description: 'The repository.', schema: SourceRepositorySchema } },
  faults: ['git_repository_not_found'],
  handle: async (ctx: NativeContext, { params, headers }) => {
    const { factory } = ctx;
    const found = await requireRepository(ctx, { factory, repository: params.name });
    return {
      status: 200,
      body: toSourceRepositoryBody(found, ctx.ownOrigin.of(headers['host'])),
    };
  },
});
